package signing

import (
	"crypto/sha256"
	"encoding/hex"
)

// Disclosure is what a signer may read before they agree to sign electronically
// (ESIGN, 15 U.S.C. 7001). Its digest goes through the form, so that the record says
// which words were shown.
const Disclosure = "" +
	"You are asked to use electronic records and an electronic signature for this agreement. You need a browser, and a mailbox that only you read.\n" +
	"You may ask the sender for a copy on paper at any time, and you may ask to sign on paper instead.\n" +
	"You may decline now, with a reason. Once you have signed, and until everybody has, ask the sender to withdraw the agreement.\n" +
	"When everybody has signed you get the whole agreement as a sealed file by mail. Keep it: it can be stored, printed and verified without us.\n" +
	"Recorded are your name, title and address, the times of each step, your network address and the kind of browser, the words you ticked and what you typed. Both companies keep that with the agreement."

// DisclosureDigest is the SHA-256 of the disclosure's exact words.
func DisclosureDigest() string {
	sum := sha256.Sum256([]byte(Disclosure))
	return hex.EncodeToString(sum[:])
}
