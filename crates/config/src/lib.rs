//! Configuration in layers, with where each value came from.
