"""The two lamps, build-up and break, and the gauges behind them."""
