//! The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding.

use crate::sha256::{digest, Digest};
use crate::{base64, hmac::hmac, pbkdf2};

pub const MECHANISM: &str = "SCRAM-SHA-256";

// Keeps a hostile server from naming a number of rounds that never ends.
const MAX_ITERATIONS: u32 = 1_000_000;

/// The client's first message without its header, from which all others follow.
pub struct Exchange {
    first: String,
    nonce: String,
}

/// The answer to the server's challenge, and what the server must prove in turn.
pub struct Proof {
    pub message: String,
    server_signature: Digest,
}

impl Exchange {
    pub fn new(user: &str, nonce: String) -> Self {
        Exchange {
            first: format!("n={user},r={nonce}"),
            nonce,
        }
    }

    pub fn first_message(&self) -> String {
        format!("n,,{}", self.first)
    }

    /// The password is used as it is: passwords beyond ASCII would need SASLprep.
    pub fn answer(&self, challenge: &str, password: &str) -> Result<Proof, String> {
        let (nonce, salt, iterations) =
            parse_challenge(challenge).ok_or("malformed SCRAM challenge")?;
        if !nonce.starts_with(&self.nonce) || nonce.len() == self.nonce.len() {
            return Err("the SCRAM challenge does not extend the nonce".to_string());
        }
        if !(1..=MAX_ITERATIONS).contains(&iterations) {
            return Err(format!("refusing {iterations} SCRAM iterations"));
        }

        let salted = pbkdf2::derive(password.as_bytes(), &salt, iterations);
        let client_key = hmac(&salted, b"Client Key");
        let server_key = hmac(&salted, b"Server Key");
        let unproven = format!("c=biws,r={nonce}");
        let transcript = format!("{},{challenge},{unproven}", self.first);

        let mut proof = hmac(&digest(&client_key), transcript.as_bytes());
        for (byte, key) in proof.iter_mut().zip(client_key) {
            *byte ^= key;
        }
        Ok(Proof {
            message: format!("{unproven},p={}", base64::encode(&proof)),
            server_signature: hmac(&server_key, transcript.as_bytes()),
        })
    }
}

impl Proof {
    /// Checks that the server knows the password too.
    pub fn verify(&self, server_final: &str) -> Result<(), String> {
        let signature = field(server_final, "v=").and_then(base64::decode);
        if signature.as_deref() == Some(&self.server_signature) {
            Ok(())
        } else {
            Err("the server does not know the password".to_string())
        }
    }
}

fn parse_challenge(challenge: &str) -> Option<(&str, Vec<u8>, u32)> {
    Some((
        field(challenge, "r=")?,
        base64::decode(field(challenge, "s=")?)?,
        field(challenge, "i=")?.parse().ok()?,
    ))
}

fn field<'a>(message: &'a str, prefix: &str) -> Option<&'a str> {
    message
        .split(',')
        .find_map(|part| part.strip_prefix(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: &str = "rOprNGfwEbeRWgbNEkqO";
    const CHALLENGE: &str = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
                             s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    fn exchange() -> Exchange {
        Exchange::new("user", NONCE.to_string())
    }

    #[test]
    fn rfc_7677_example() {
        assert_eq!(
            exchange().first_message(),
            "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
        );
        let proof = exchange().answer(CHALLENGE, "pencil").unwrap();
        assert_eq!(
            proof.message,
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
             p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        );
        let server_final = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
        assert_eq!(proof.verify(server_final), Ok(()));
        for wrong in ["", "v=", "v=AAAA", "e=other-error"] {
            assert!(proof.verify(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn hostile_challenges_are_refused() {
        for challenge in [
            "",
            "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            "r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            "r=rOprNGfwEbeRWgbNEkqO1,s=?,i=4096",
            "r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0",
            "r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4000000000",
        ] {
            assert!(exchange().answer(challenge, "pencil").is_err());
        }
    }
}
