package trust

// Claim is a sentence that somebody may rely on, with the test that holds it: In is the
// package, Test the function.
type Claim struct {
	Sentence string
	Test, In string
}

// Part is claims about one thing.
type Part struct {
	Title  string
	Claims []Claim
}

// Claims are all that the page says. TestClaims holds that every test is in the source.
var Claims = []Part{
	{"What was signed is what you read", []Claim{
		{"A version is frozen to exact bytes before anybody is asked to sign, and making it again gives the same bytes.", "TestSameBytes", "internal/document/pdf"},
		{"A signature is refused if what was on the screen is not what is out for signature.", "TestSignRefused", "web/envelope"},
		{"Opening a link accepts nothing and proves nothing: mail scanners open links too.", "TestOpeningALinkChangesNothing", "internal/app"},
		{"Where a one-time code is asked for, it works only in the browser that asked, and only while it is fresh.", "TestCodeOfThisBrowser", "internal/app"},
		{"Signing against withdrawing, a thousand times at the same moment: one of the two happens, never both.", "TestThousandSignAgainstVoid", "internal/app/races"},
		{"Nothing is sent for signature while the seal does not work.", "TestNothingIsSentWithoutASeal", "internal/app"},
		{"Of a letter nothing is claimed that did not happen: made, accepted or refused by the mail server.", "TestMailTruth", "internal/app"},
	}},
	{"What is sealed stays as it was", []Claim{
		{"Every byte of a sealed file counts: each was changed, one by one, and each change was found.", "TestEveryByte", "internal/seal"},
		{"Attacks on sealed files that are known from the literature are all told from the real file.", "TestAttackCorpus", "internal/seal"},
		{"Programs of others agree with our own check: pdfsig, qpdf and OpenSSL.", "TestOutsideJudges", "internal/seal"},
		{"An outside clock that lies, answers something else or is revoked is not believed.", "TestBadAuthorities", "internal/seal"},
		{"Where no outside clock answers, the seal says so, and the time is added later behind the sealed bytes.", "TestOutsideTimeComesLater", "internal/app"},
		{"The process was killed at every step of sealing: there is one sealed file, one version in force, and one letter to each person.", "TestKilledWhileSealing", "internal/app"},
		{"A disk that is full costs time and no signature; those who run it are told.", "TestNoRoomForTheFile", "internal/app"},
		{"A copy that was signed outside Demarc is said to be so, wherever it is shown.", "TestSignedOnPaper", "internal/app"},
	}},
	{"The record cannot be rewritten unseen", []Claim{
		{"Every column of stored records was altered with every right to the database, and each alteration was found.", "TestTamperedChains", "internal/store"},
		{"Every chain of records is checked every night, and a break is told to both companies.", "TestNightCheck", "internal/app"},
		{"A signed checkpoint leaves the system every day: whoever rewrites the past later no longer fits it.", "TestCheckpoint", "internal/app"},
		{"Names, addresses and reasons stand in the record as marks and can be erased without breaking it.", "TestErasedValues", "internal/audit"},
	}},
	{"Both companies own it", []Claim{
		{"Once something is sealed, the client keeps reading, downloading, checking and exporting it whatever the provider does.", "TestBothOwnIt", "internal/app"},
		{"The provider never sees a link or a code that was sent to somebody of the client.", "TestNoLinkLeaks", "web/probe"},
		{"What belongs to others is not found, at every address.", "TestForeignIDs", "web/probe"},
		{"Every table is held apart by the database itself, and a new one that is not fails the tests.", "TestSchemaHoldsTenantsApart", "internal/store"},
	}},
	{"Anybody can check", []Claim{
		{"A sealed file is checked here without an account, and what is in it is not shown.", "TestPublicPage", "web/verify"},
		{"The answer says whether the version is in force, superseded or ended.", "TestWhatBecameOfAVersion", "internal/app"},
		{"The same check works offline, with one command and no network.", "TestDemoAndVerify", "cmd/demarc"},
		{"A seal whose key was revoked counts only if an outside clock shows that it was made before.", "TestRevokedSeal", "internal/seal"},
	}},
}
