package signing_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"demarc/internal/sitetest"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Names as long and as far from English as companies and people have them.
const (
	longMSP    = "Σύμβουλοι Πληροφορικής και Τηλεπικοινωνιών Μακεδονίας Θράκης Παπαδημητρακοπούλου και Υιών Α.Ε."
	longClient = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft Oberösterreich GmbH"
	longMail   = "maximiliane-alexandra.von-hohenstein-waldburg@donaudampfschifffahrt.example"
)

var long = engagement.Signatory{Side: party.Client, Name: "Maximiliane Alexandra von Hohenstein-Waldburg-Zeil und Trauchburg", Title: "Vorsitzende der Geschäftsführung und Generalbevollmächtigte", Email: longMail}

// hard is a draft between two companies with long names, and the site over it.
func hard(t *testing.T, p *post) *scene {
	t.Helper()
	s := &scene{Scene: apptest.Empty(t, func(c *app.Config) { p.Sender = c.Mail; c.Mail = p }), t: t}
	t.Cleanup(s.Work(t, "test"))
	s.Owner = s.SignUp(t, longMSP, apptest.Nora.Name, apptest.Nora.Email)
	var err error
	s.Client, err = s.Clients.Add(t.Context(), s.Owner, longClient)
	apptest.Must(t, err)
	s.Engagement, err = s.Engagements.Start(t.Context(), s.Owner, app.Start{Client: s.Client.ID, Title: "Co-managed IT for the yards, the ships and the offices along the river", Preset: catalog.Presets()[0].Key})
	apptest.Must(t, err)
	s.it = s.Partner(t, access.ITLead, "Ελένη Παπαδημητρακοπούλου")
	s.base = sitetest.Over(t, s.Scene)
	return s
}

// nameAll gives the parties their long names and signers.
func (s *scene) nameAll() {
	s.t.Helper()
	nora := apptest.Nora
	nora.Title = "Διευθύνουσα Σύμβουλος και Πρόεδρος του Διοικητικού Συμβουλίου"
	for _, side := range []app.Side{apptest.Side(party.MSP, longMSP+" Ανώνυμη Εταιρεία", "Σύμβουλοι", nora), apptest.Side(party.Client, longClient+" & Co. KG Linz", "Donau", long)} {
		side.Party.Rev = 2 // it was filled in before
		for i := range side.Contacts {
			side.Contacts[i].Name = "Αλέξανδρος Παπαδημητρακόπουλος"
		}
		apptest.Must(s.t, s.Parties.SaveSide(s.t.Context(), s.Owner, s.Engagement.ID, side))
	}
}

// send freezes the draft and sends it.
func (s *scene) send() signing.Envelope {
	s.t.Helper()
	p, err := s.Envelopes.Prepare(s.t.Context(), s.Owner, s.Engagement.ID)
	apptest.Must(s.t, err)
	env, err := s.Envelopes.Send(s.t.Context(), s.Owner, s.Engagement.ID, app.Send{Digest: p.Digest, Message: "As we agreed on Tuesday. Call me if anything in it surprises you.", Reason: "We talked about it.", Warned: p.Warned()})
	apptest.Must(s.t, err)
	return env
}

// sql does, as a superuser, what a bad day does.
func (s *scene) sql(lines ...string) {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.SuperURL)
	apptest.Must(s.t, err)
	defer func() { _ = conn.Close(s.t.Context()) }()
	for _, line := range lines {
		_, err := conn.Exec(s.t.Context(), line)
		apptest.Must(s.t, err)
	}
}

// until waits for a state that jobs bring about.
func (s *scene) until(what string, is func() bool) {
	s.t.Helper()
	for range 1500 {
		if is() {
			return
		}
		<-time.After(100 * time.Millisecond)
	}
	s.t.Fatalf("it never came to this: %s", what)
}

// TestRecordLooks follows an agreement between companies with long names from sign-off
// before sending to the record that was rewritten behind everybody's back.
func TestRecordLooks(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	letters := &post{}
	s := hard(t, letters)
	ctx, id := t.Context(), s.Engagement.ID
	windows := s.sides(b)
	at := "/e/" + string(id)
	sign := at + "/sign"
	s.Seals.Check(ctx)
	sitetest.See(t, s.base, windows,
		look{Name: "sealing-none", Path: "/settings/sealing", MSP: true},
		look{Name: "signoff-blocked", Path: sign},
	)
	s.Fill(t, s.Owner)
	s.nameAll()
	s.AgreeAll(t, s.Owner, s.it)
	apptest.Must(t, s.Envelopes.AddRecipient(ctx, s.Owner, id, app.Recipient{Signer: signing.Signer{Side: party.Client, Role: signing.Approves, Name: "Ruth von Hohenstein-Waldburg-Zeil", Title: "Leiterin der Rechtsabteilung", Email: "ruth." + longMail}}))
	apptest.Must(t, s.Envelopes.AddRecipient(ctx, s.Owner, id, app.Recipient{Signer: signing.Signer{Side: party.MSP, Role: signing.Copied, Name: "Γιώργος Αλεξανδρόπουλος", Email: "accounts-payable-and-receivable@northgate-managed-services.example"}}))
	sitetest.See(t, s.base, windows, look{Name: "signoff-ready", Path: sign, Act: unfold})
	letters.refuse("ruth." + longMail)
	env := s.send()
	s.until("the letter is refused", func() bool {
		apptest.Must(t, s.Jobs.Do(ctx, store.Job{Task: store.Checkpoint}))
		sitetest.See(t, s.base, windows, look{Name: "sealing-works", Path: "/settings/sealing", MSP: true})
		_, rounds, err := s.Envelopes.List(ctx, s.Owner, id)
		apptest.Must(t, err)
		p, _ := rounds[0].Signer(s.signer("ruth." + longMail))
		return p.Bounced != ""
	})
	sitetest.See(t, s.base, windows,
		look{Name: "track-refused", Path: sign, Act: unfold},
		look{Name: "track-correct", Path: sign + "?correct=" + string(s.signer("ruth."+longMail)), MSP: true},
		look{Name: "track-replace", Path: sign + "?replace=" + string(s.signer(longMail)), MSP: true},
	)
	letters.refuse("")
	apptest.Must(t, s.Envelopes.Correct(ctx, s.Owner, id, env.ID, s.signer("ruth."+longMail), signing.Person{Name: "Ruth von Hohenstein", Title: "Leiterin der Rechtsabteilung", Email: "ruth@alderfoods.example"}))
	ruth := s.guests(b, "ruth@alderfoods.example")
	to := s.link("ruth@alderfoods.example")
	sees(ruth, "long-arrive", to, "asks you to approve")
	ruth[0].comes(to)
	ruth[0].Open(to + "/decline")
	ruth[0].Fill("#f-reason", "The cap on liability is too low for us.")
	ruth[0].Click(".ceremony form button")
	ruth[0].WaitText("h1", "This agreement was declined")
	sitetest.See(t, s.base, windows, look{Name: "signoff-declined", Path: sign}, look{Name: "version-declined", Path: at + "/v/1"})

	sitetest.See(t, s.base, windows, look{Name: "home-draft", Path: "/"})
	recipients, err := s.Envelopes.Recipients(ctx, s.Owner, id)
	apptest.Must(t, err)
	apptest.Must(t, s.Envelopes.RemoveRecipient(ctx, s.Owner, id, recipients[0].ID))
	s.send()
	zeil := s.guests(b, longMail)
	to = s.link(longMail)
	sees(zeil, "long-arrive-sign", to, "asks you to sign")
	for _, g := range zeil {
		g.comes(to)
		g.reads("long-read")
		g.Open(to + "/read")
		g.Click(".ceremony-bar .button-primary")
		g.WaitText("h1", "Sign for")
		g.Mind(t, "sign-long-form")
		g.Fill("#f-typed", long.Name)
		g.Eval(`document.querySelectorAll(".ceremony form input[type=checkbox]").forEach(box => box.checked || box.click()); 0`)
		g.Click(".ceremony form .button-primary")
		g.WaitText("h1", "Is this what you sign?")
		g.Mind(t, "sign-long-confirm")
	}
	zeil[1].Open(to + "/question")
	zeil[1].Fill("#f-question", "Section 14 speaks of notice by letter. Does a message to the address on page one do?")
	zeil[1].Click(".ceremony form .button-primary")
	zeil[1].WaitText("main", "on its way")
	zeil[1].Mind(t, "sign-long-asked")
	zeil[0].Click(".ceremony .button-primary")
	zeil[0].WaitText("h1", "Signed")
	sees(zeil, "long-done", to+"/done", "Signed")
	sitetest.See(t, s.base, windows, look{Name: "track-partly", Path: sign}, look{Name: "version-out", Path: at + "/v/2"})

	s.sql(`create function app.full_disk() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`,
		`create trigger full_disk before insert on app.files for each row execute function app.full_disk()`)
	s.Sign(t, apptest.Nora)
	s.until("it cannot be sealed", func() bool {
		list, err := s.Sealings.List(ctx, s.Owner)
		apptest.Must(t, err)
		return len(list) == 1 && list[0].Reason != ""
	})
	s.sql(`update app.envelopes set ended_at = ended_at - interval '16 minutes' where state = 'signed'`)
	apptest.Must(t, s.Jobs.Do(ctx, store.Job{Task: store.SweepSeals}))
	sitetest.See(t, s.base, windows,
		look{Name: "track-sealing", Path: sign},
		look{Name: "version-sealing", Path: at + "/v/2"},
		look{Name: "sealing-stuck", Path: "/settings/sealing", MSP: true},
		look{Name: "home-sealing", Path: "/", Seen: ".home-needs .tag-danger", MSP: true},
	)
	sees(zeil, "long-done-sealing", to+"/done", "Signed")
	s.sql(`drop trigger full_disk on app.files`)
	apptest.Must(t, s.Sealings.Retry(ctx, s.Owner, id))
	s.Settled(t)
	sitetest.See(t, s.base, windows,
		look{Name: "track-sealed", Path: sign},
		look{Name: "version-in-force", Path: at + "/v/2"},
	)
	windows[0].Open(s.base + at + "/v/2")
	if said := windows[0].Text("#record"); strings.Contains(said, "Did not") {
		t.Error("who gets a copy, or passed their part on, is said not to have signed")
	}
	sitetest.See(t, s.base, windows,
		look{Name: "record", Path: at + "/evidence"},
		look{Name: "record-entry", Path: at + "/evidence?kind=signing", Act: `document.querySelectorAll("main details").forEach((d, i) => d.open = i < 2)`},
		look{Name: "home-sealed", Path: "/"},
	)
	sees(zeil, "long-done-sealed", to+"/done", "Signed")
	s.printed(windows[0], "record", at+"/evidence")
	s.printed(windows[0], "version", at+"/v/2")

	first := s.file(2)
	s.sql(`update app.engagements set state = 'draft'`)
	s.send()
	for _, p := range []engagement.Signatory{long, apptest.Nora} {
		s.Accepted(t, s.Owner, p.Email)
		s.Sign(t, p)
	}
	s.until("version 3 is in force", func() bool {
		e, _, err := s.Envelopes.List(ctx, s.Owner, id)
		apptest.Must(t, err)
		return e.InForce == 3
	})
	_, rounds, err := s.Envelopes.List(ctx, s.Owner, id)
	apptest.Must(t, err)
	sitetest.See(t, s.base, windows,
		look{Name: "track-second", Path: sign},
		look{Name: "version-superseded", Path: at + "/v/2"},
		look{Name: "v-code-superseded", Path: "/v/" + rounds[1].Code},
	)
	s.checked(windows, "superseded", first)

	s.sql(`update app.entries set payload = replace(payload, 'As we agreed', 'As we agreeD') where stream_id = '`+string(id)+`'`,
		`update app.entries set hash = sha256(hash) where stream_id = '`+string(id)+`' and seq = 7`)
	apptest.Must(t, s.Jobs.Do(ctx, store.Job{Task: store.NightCheck}))
	sitetest.See(t, s.base, windows,
		look{Name: "record-broken", Path: at + "/evidence"},
		look{Name: "checkpoints-long", Path: "/settings/checkpoints"},
		look{Name: "home-broken", Path: "/"},
		look{Name: "signoff-broken", Path: sign},
	)
	s.printed(windows[0], "record-broken", at+"/evidence")
	letters.look(b, s)
}

// sides are the windows of both organisations.
func (s *scene) sides(b *browsertest.Browser) []window {
	return []window{
		{Page: s.signIn(b, s.Owner, "msp-desk", 1280, 900, false), Name: "msp-desk", Judge: true},
		{Page: s.signIn(b, s.it, "it-phone-dark", 390, 844, true), Name: "it-phone-dark", Phone: true, Judge: true},
		{Page: s.signIn(b, s.Owner, "msp-narrow", 320, 640, false), Name: "msp-narrow", Phone: true},
	}
}

// printed looks at a page as it is put on paper.
func (s *scene) printed(w window, name, path string) {
	s.t.Helper()
	w.Open(s.base + path)
	w.Wait("h1")
	w.SetPrint(true)
	w.Mind(s.t, "print-"+name)
	w.SetPrint(false)
}

// file is a sealed version.
func (s *scene) file(version int) []byte {
	s.t.Helper()
	d, err := s.Versions.Sealed(s.t.Context(), s.Owner, s.Engagement.ID, version)
	apptest.Must(s.t, err)
	return bytes.Clone(d.Data)
}
