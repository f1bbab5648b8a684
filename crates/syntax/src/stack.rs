//! Room for recursion as deep as the source is nested.

/// Room that one step may need; below it the stack is extended.
const RED_ZONE: usize = 64 * 1024;
/// By how much the stack is extended.
const MORE_STACK: usize = 1024 * 1024;

/// Does one step of a recursion that follows the nesting of source, with room for it.
pub(crate) fn descend<T>(step: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(RED_ZONE, MORE_STACK, step)
}

/// Does `work` with `room` bytes of stack.
pub(crate) fn with_room<T>(room: usize, work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(room, room, work)
}
