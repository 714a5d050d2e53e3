# The OCF agents.
