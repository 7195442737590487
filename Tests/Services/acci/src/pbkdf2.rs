//! PBKDF2 with HMAC-SHA-256 (RFC 8018), cut down to one block of output.

use crate::hmac::hmac;
use crate::sha256::Digest;

pub fn derive(password: &[u8], salt: &[u8], iterations: u32) -> Digest {
    let mut step = hmac(password, &[salt, &1u32.to_be_bytes()].concat());
    let mut key = step;
    for _ in 1..iterations {
        step = hmac(password, &step);
        for (byte, mask) in key.iter_mut().zip(step) {
            *byte ^= mask;
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::derive;
    use crate::sha256::hex;

    #[test]
    fn first_block_of_the_rfc_7914_vector() {
        assert_eq!(
            hex(&derive(b"passwd", b"salt", 1)),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        );
    }

    #[test]
    fn many_iterations() {
        // The SHA-256 counterpart of RFC 6070's third vector.
        assert_eq!(
            hex(&derive(b"password", b"salt", 4096)),
            "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a"
        );
    }
}
