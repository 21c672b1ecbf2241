"""What the single commands do beside a render: one module a command, called by `pipeline.cli`."""
