"""The composition root: elect, poll, rebuild what changed, step alerts, publish; and take commands."""
