"""Messages of a local Taskcluster on a real AMQP broker."""
