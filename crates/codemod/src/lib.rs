//! The codemod engine.
