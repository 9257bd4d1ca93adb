"""The steps of a night: one thin Prefect task a stage, and the engines that do the work."""
