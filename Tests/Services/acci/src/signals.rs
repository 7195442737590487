//! Remembers that SIGTERM or SIGINT came, for the accept loop to notice.

use std::ffi::c_int;
use std::sync::atomic::{AtomicBool, Ordering};

pub static STOP: AtomicBool = AtomicBool::new(false);

// POSIX fixes these two numbers for every system.
const SIGINT: c_int = 2;
const SIGTERM: c_int = 15;

extern "C" {
    // From the C library, which the standard library links in any case. The
    // result, the former handler, is a pointer and so as wide as usize.
    fn signal(number: c_int, handler: extern "C" fn(c_int)) -> usize;
}

extern "C" fn remember(_number: c_int) {
    STOP.store(true, Ordering::Relaxed);
}

pub fn install() {
    // SAFETY: the declaration above has the ABI of C's `signal`, and the handler
    // does nothing but store to an atomic, which is allowed at any moment.
    unsafe {
        signal(SIGTERM, remember);
        signal(SIGINT, remember);
    }
}
