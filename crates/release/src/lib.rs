//! The release engine.
