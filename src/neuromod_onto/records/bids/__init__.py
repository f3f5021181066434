"""Records from BIDS datasets: ``reading`` walks a dataset, ``tables`` a table, ``rows`` a row of it."""
