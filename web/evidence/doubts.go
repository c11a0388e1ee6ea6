package evidence

import (
	"fmt"
	"strconv"

	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/signing"
)

// doubts are what the record does not prove, said before somebody else does.
func (v view) doubts() []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	clear, stamped := 0, false
	for _, e := range v.Log {
		if e.Fact.V < audit.Hidden {
			clear++
		}
		stamped = stamped || e.Verb == audit.TimestampObtained
	}
	for _, r := range v.Rounds {
		told, err := document.Attested(r, v.Log)
		if err != nil {
			say("Version %d: what the system works with and the record differ: %v.", r.Version, err)
			continue
		}
		for _, s := range told.Live() {
			v.doubt(say, r, s)
		}
	}
	if len(v.Sealed()) > 0 && !stamped {
		say("No outside clock confirms when the file was sealed. The time is that of this system.")
	}
	if clear > 0 {
		say("%d entries were recorded before personal values were kept apart. Names in them cannot be erased.", clear)
	}
	return out
}

func (v view) doubt(say func(string, ...any), r signing.Envelope, s signing.Signer) {
	who := s.Name + ", version " + strconv.Itoa(r.Version) + ": "
	switch {
	case s.SignedAt.IsZero() && !s.OpenedAt.IsZero() && s.ConfirmedAt.IsZero():
		say("%sthe link was opened and nobody selected Continue. Mail programs open links by themselves, so nobody may have seen it.", who)
	case s.SignedAt.IsZero() && !s.NotifiedAt.IsZero() && s.AcceptedAt.IsZero():
		say("%sno mail server has confirmed that it took the letter.", who)
	case s.SignedAt.IsZero():
	default:
		if s.CodePassedAt.IsZero() {
			say("%sno one-time code was entered. That it was this person rests on the letter that reached %s.", who, s.Email)
		}
		if s.Evidence.IP == "" {
			say("%sthe address of the computer was not recorded.", who)
		}
		if s.AcceptedAt.IsZero() {
			say("%sthat the mail server took the letter was not recorded.", who)
		}
	}
}
