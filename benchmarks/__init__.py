"""How fast tc_typed is, beside the official client and the bare libraries below it."""
