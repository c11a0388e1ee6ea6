package app

import (
	"context"
	"slices"
	"strings"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/notice"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// What a letter about a round is about, before the id of the signer or the round.
const (
	handedOn  = "handed-on/"
	refusedTo = "refused/"
	notSealed = "not-sealed/"
	swapped   = "swapped/"
)

// senders are those of the MSP who may send and worked on the engagement, or all who may
// send when none of those is left. Owners have a letter of their own about what is not
// sealed.
func (j Jobs) senders(h happening, people []notice.Person) []notice.Person {
	may := func(p notice.Person) bool {
		return p.Side == party.MSP && access.Actor{Kind: access.Person, Role: p.Role}.Can(access.SendForSignature)
	}
	list := notice.Concerned(people)
	if !slices.ContainsFunc(list, may) {
		list = slices.Clone(people)
	}
	return slices.DeleteFunc(list, func(p notice.Person) bool {
		return !may(p) || p.Role == access.Owner && strings.HasPrefix(h.about, notSealed)
	})
}

// clientLeads are those of the client who answer for who is asked in its name.
func clientLeads(people []notice.Person) []notice.Person {
	return slices.DeleteFunc(notice.Concerned(people), func(p notice.Person) bool {
		return p.Side != party.Client || !access.Actor{Kind: access.Person, Role: p.Role}.Can(access.AgreeRows)
	})
}

// writeRound tells whoever sends agreements what a round needs from them, or what
// happened in it without them. It says nothing when that is settled meanwhile.
func (j Jobs) writeRound(ctx context.Context, tx *store.Tx, l store.Letter) (mail.Message, bool, error) {
	e, rounds, err := tx.Envelopes(ctx, l.Engagement)
	if err != nil {
		return mail.Message{}, false, err
	}
	about, id, _ := strings.Cut(l.About, "/")
	for _, r := range rounds {
		s, ok := r.Signer(signing.SignerID(id))
		switch about + "/" {
		case handedOn:
			if to, found := r.Signer(s.ReplacedBy); ok && found && r.State == signing.Sent {
				return j.wasHandedOn(e, r, s, to), true, nil
			}
		case swapped: // also when they have signed meanwhile
			if to, found := r.Signer(s.ReplacedBy); ok && found {
				return j.wasSwapped(e, r, s, to), true, nil
			}
		case refusedTo:
			if ok && s.Bounced != "" && s.Awaited() && r.State == signing.Sent {
				return j.wasRefused(e, r, s), true, nil
			}
		case notSealed:
			if string(r.ID) == id && r.State == signing.Signed {
				return j.isNotSealed(e, r), true, nil
			}
		}
	}
	return mail.Message{}, false, nil
}

const toSenders = "You get this because you send agreements for your company and worked on this one. You can mute an engagement in your notifications."

func (j Jobs) wasHandedOn(e engagement.Engagement, r signing.Envelope, from, to signing.Signer) mail.Message {
	return mail.Message{
		Subject: from.Name + " handed the request on to " + to.Name + ": agreement " + e.Number,
		Letter: mail.Letter{
			Heading: from.Name + " handed the request on to " + to.Name,
			Paragraphs: []string{
				from.Name + " of " + company(e, from.Side) + " was asked about agreement " + e.Number + " and named " + named(to) + " instead.",
				"The link of " + from.Name + " has ended. " + to.Name + " gets a letter with another, and has until " + moment(r.ExpiresAt) + ". You need to do nothing if that is the right person; otherwise ask somebody else, or withdraw the round.",
			},
			Button: "See who is asked", URL: j.base + "/e/" + string(e.ID) + "/sign",
			Footer: toSenders,
		},
	}
}

func (j Jobs) wasRefused(e engagement.Engagement, r signing.Envelope, s signing.Signer) mail.Message {
	return mail.Message{
		Subject: "A letter to " + s.Name + " was refused: agreement " + e.Number,
		Letter: mail.Letter{
			Heading: "The letter to " + s.Name + " did not arrive",
			Paragraphs: []string{
				"The mail server refused the letter to " + s.Email + " about agreement " + e.Number + ": " + strings.TrimSuffix(s.Bounced, ".") + ".",
				"It is not tried again. Correct the address, and a new letter goes out at once. The round ends on " + moment(r.ExpiresAt) + ".",
			},
			Button: "Correct the address", URL: j.base + "/e/" + string(e.ID) + "/sign?correct=" + string(s.ID) + "#change",
			Footer: toSenders,
		},
	}
}

func (j Jobs) isNotSealed(e engagement.Engagement, r signing.Envelope) mail.Message {
	return mail.Message{
		Subject: "Signed but not sealed: agreement " + e.Number,
		Letter: mail.Letter{
			Heading: "A signed agreement waits for its seal",
			Paragraphs: []string{
				"Everybody signed agreement " + e.Number + " by " + moment(r.EndedAt) + ". It could not be sealed yet, so it is not in force.",
				"It is tried again by itself, and no signature is lost. The owners of " + e.MSPName + " were told why. You get the sealed file as soon as there is one.",
			},
			Button: "See the round", URL: j.base + "/e/" + string(e.ID) + "/sign",
			Footer: toSenders,
		},
	}
}
