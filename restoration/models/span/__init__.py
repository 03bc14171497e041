"""SPAN: one picture drawn larger and crisper than the classical enlargement, by a network that others trained."""
