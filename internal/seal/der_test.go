package seal

import (
	"bytes"
	"encoding/hex"
	"testing"
)

func TestDER(t *testing.T) {
	t.Parallel()
	for title, c := range map[string]struct {
		source string
		ok     bool
	}{
		"short":               {"0401ff", true},
		"empty":               {"0500", true},
		"nothing":             {"", false},
		"tag only":            {"04", false},
		"cut":                 {"0402ff", false},
		"indefinite":          {"3080ff0000", false},
		"long form needless":  {"04817f" + hex.EncodeToString(make([]byte, 127)), false},
		"long form":           {"048180" + hex.EncodeToString(make([]byte, 128)), true},
		"leading zero":        {"04820080" + hex.EncodeToString(make([]byte, 128)), false},
		"two bytes of length": {"04820100" + hex.EncodeToString(make([]byte, 256)), true},
		"length of 4 GiB":     {"0484ffffffff00", false},
		"high tag":            {"1f8101ff", false},
	} {
		raw, err := hex.DecodeString(c.source)
		if err != nil {
			t.Fatal(err)
		}
		rest := der(raw)
		tag, body, whole, err := rest.next()
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", title, err)
		}
		if err == nil && (!bytes.Equal(whole, raw) || !bytes.Equal(tlv(tag, body), raw)) {
			t.Errorf("%s: %x", title, whole)
		}
	}
}
