//! Reports: the only place where results are serialised.
