"""WST: discarded drug, JW and JZ."""
