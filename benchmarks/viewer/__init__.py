"""The viewer engine in a real browser: how long a seek takes, what it holds in memory, beside plain video elements."""
