"""Our own networks: each a package with its network, its weights and their card."""
