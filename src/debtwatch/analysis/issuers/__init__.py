"""Who owes it: coverage before and after refinancing, Minsky class, capex strain, from filings."""
