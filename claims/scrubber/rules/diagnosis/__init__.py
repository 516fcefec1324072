"""DX: diagnoses and the pointers to them."""
