"""The made-up school of the demo, built through the verbs of a real one."""
