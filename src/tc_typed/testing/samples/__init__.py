"""Sample objects of models, completed from the fields that matter to a test."""
