"""Running an installation on one machine: services, processes, health."""
