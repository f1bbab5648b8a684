//! The lossless concrete-syntax layer: outline, tree, verification. The only user of the parser.
