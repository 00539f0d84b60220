"""The few widgets every pane is made of."""
