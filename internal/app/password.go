package app

import (
	"fmt"
	"runtime"

	"github.com/alexedwards/argon2id"
)

// hashing follows OWASP's first recommendation for argon2id: 19 MiB, two passes.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashers bounds how many hashes are computed at once, so that a flood of sign-ins
// cannot take all memory.
var hashers = make(chan struct{}, max(2, runtime.NumCPU()))

// nobody's hash is compared when there is no account, so that an unknown address
// takes as long as a wrong password.
const nobodysPassword = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$8Zb5VQF2xQ3z3D7Hk3m1oYkzD8m6cRr4dC0n9m1J8sE"

func hashPassword(password string) (string, error) {
	hashers <- struct{}{}
	defer func() { <-hashers }()
	hash, err := argon2id.CreateHash(password, hashing)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return hash, nil
}

// checkPassword is false for an account without a password.
func checkPassword(password, hash string) bool {
	if len(password) > 1024 {
		return false
	}
	known := hash != ""
	if !known {
		hash = nobodysPassword
	}
	hashers <- struct{}{}
	defer func() { <-hashers }()
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	return err == nil && ok && known
}
