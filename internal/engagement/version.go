package engagement

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"demarc/internal/agreement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// Format names the shape of Content, so that a later program knows how to read an
// old version.
const Format = "demarc/agreement/1"

// Content is everything that is signed: the words of the agreement as composed on
// that day, its terms, and the matrix as data. Nothing outside it is needed to
// print the document again, so a later change of the clause library cannot change
// what was signed.
type Content struct {
	Format       string              `json:"format"`
	Number       string              `json:"number"`
	Title        string              `json:"title"`
	MSP          Entity              `json:"msp"`
	Client       Entity              `json:"client"`
	Signatories  []Signatory         `json:"signatories"`
	Contacts     []Contact           `json:"contacts"`
	Terms        map[string]string   `json:"terms"`
	Stakeholders []Column            `json:"stakeholders"`
	Areas        []AreaRows          `json:"areas"`
	Excluded     []Row               `json:"excluded"`
	Agreement    agreement.Agreement `json:"agreement"`
	Exhibits     []agreement.Section `json:"exhibits"`
	Brand        party.Brand         `json:"brand,omitzero"`
	Frameworks   []string            `json:"frameworks,omitempty"` // keys of those that matter
	Register     Register            `json:"register,omitzero"`
	Directory    Directory           `json:"directory,omitzero"`
}

// Entity is a party as the agreement names it.
type Entity struct {
	LegalName  string `json:"legal_name"`
	ShortName  string `json:"short_name"`
	EntityType string `json:"entity_type"`
	FormedIn   string `json:"formed_in"`
	Address    string `json:"address"`
	Notice     string `json:"notice_email"`
}

// AddressLine is the address in one line, its lines parted by commas.
func (e Entity) AddressLine() string {
	var lines []string
	for line := range strings.Lines(e.Address) {
		if line = strings.Trim(strings.Join(strings.Fields(line), " "), ", "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, ", ")
}

// Column is a stakeholder in a version.
type Column struct {
	Kind        raci.Kind `json:"kind"`
	Name        string    `json:"name"`
	Holder      string    `json:"holder,omitempty"`
	HolderEmail string    `json:"holder_email,omitempty"`
	HolderPhone string    `json:"holder_phone,omitempty"`
	Deputy      string    `json:"deputy,omitempty"`
	DeputyEmail string    `json:"deputy_email,omitempty"`
	DeputyPhone string    `json:"deputy_phone,omitempty"`
}

// AreaRows is an area with its functions.
type AreaRows struct {
	Key  raci.AreaKey `json:"key"`
	Name string       `json:"name"`
	Mode raci.Mode    `json:"mode"`
	Rows []Row        `json:"rows"`
}

// Row is a function in a version. Cells stand in the order of the stakeholders.
type Row struct {
	ID          raci.FunctionID   `json:"id"`
	Key         raci.FunctionKey  `json:"key"`
	Area        string            `json:"area,omitempty"` // name of the area, for excluded rows
	Name        string            `json:"name"`
	Description string            `json:"description"`
	Split       string            `json:"split,omitempty"`
	Condition   string            `json:"condition,omitempty"`
	Criticality raci.Criticality  `json:"criticality"`
	Lock        raci.Lock         `json:"lock,omitempty"`
	LockReason  string            `json:"lock_reason,omitempty"`
	Excluded    string            `json:"excluded,omitempty"`
	Cells       []raci.Assignment `json:"cells"`
	Frameworks  []string          `json:"frameworks,omitempty"` // what it helps to satisfy, of those that matter
	Parked      Parked            `json:"parked,omitzero"`
	Windows     []raci.Window     `json:"windows,omitempty"` // by stakeholder; none where every cell holds always
	Holders     []RowHolder       `json:"holders,omitempty"` // people for this function alone
}

// RowHolder is who fills a stakeholder for one function, where somebody else does than
// for the others.
type RowHolder struct {
	Stakeholder string `json:"stakeholder"` // its name
	Person      string `json:"person,omitempty"`
	Deputy      string `json:"deputy,omitempty"`
}

// Window is when the cell of a stakeholder's place holds.
func (r Row) Window(i int) raci.Window {
	if i < len(r.Windows) {
		return r.Windows[i]
	}
	return raci.Always
}

// Cell is what the stakeholder of a place is to the function.
func (r Row) Cell(i int) raci.Assignment {
	if i < len(r.Cells) {
		return r.Cells[i]
	}
	return raci.Undecided
}

// Called is the stakeholder of a place, with its hours for this function where it has
// some: "Internal IT (business hours)".
func (c Content) Called(r Row, i int) string {
	if w := r.Window(i); w != raci.Always {
		return c.Stakeholders[i].Name + " (" + w.Label() + ")"
	}
	return c.Stakeholders[i].Name
}

// Timed tells whether one of the cells holds in some hours only.
func (c Content) Timed() bool {
	return slices.ContainsFunc(c.Areas, func(a AreaRows) bool {
		return slices.ContainsFunc(a.Rows, func(r Row) bool { return len(r.Windows) > 0 })
	})
}

// Holder is who fills the stakeholder of a place for a function, as the version says.
func (c Content) Holder(r Row, i int) raci.Holder {
	s := c.Stakeholders[i]
	f := raci.Function{Holders: map[raci.StakeholderID]raci.Holder{}}
	for _, h := range r.Holders {
		if h.Stakeholder == s.Name {
			f.Holders[""] = raci.Holder{Person: h.Person, Deputy: h.Deputy}
		}
	}
	return f.Holder(raci.Stakeholder{Holder: s.Holder, Deputy: s.Deputy})
}

// Parked is who holds a function that both sides decide later.
type Parked struct {
	Owner string `json:"owner"` // name of the stakeholder
	Until string `json:"until"` // the day, as 2027-03-01
	Why   string `json:"why"`
}

// Outside tells whether the text says that it is signed outside this system: in ink, or
// with another signing service.
func (c Content) Outside() bool {
	switch agreement.Terms(c.Terms).Value("esign.method") {
	case "wet_ink_upload", "external_provider":
		return true
	}
	return false
}

// AnyParked tells whether one of the functions is decided later.
func (c Content) AnyParked() bool {
	return slices.ContainsFunc(c.Areas, func(a AreaRows) bool {
		return slices.ContainsFunc(a.Rows, func(r Row) bool { return r.Parked != Parked{} })
	})
}

// Text is a sentence about it; empty for a function that is decided.
func (p Parked) Text() string {
	if p == (Parked{}) {
		return ""
	}
	return raci.ParkedText(p.Owner, p.Until, p.Why)
}

// Version is a frozen Content with its number and the digest of its exact bytes.
type Version struct {
	Number   int
	Bytes    []byte // canonical; what the digest covers
	Digest   string // hex SHA-256 of Bytes
	Content  Content
	FrozenAt time.Time
}

// TermsOf are the terms of a draft with what its parties and matrix fill in.
func TermsOf(d Draft) agreement.Terms {
	all := make(agreement.Terms, len(d.Terms)+16)
	maps.Copy(all, d.Terms)
	maps.Copy(all, d.Parties.Fields(d.Engagement, d.Matrix))
	if all.Acknowledged() {
		all["esign.acknowledgment"] = agreement.Acknowledgment // frozen with the text that quotes it
	}
	return all
}

// ClausesOf are the clauses that a draft is written from, the library's own among them.
func ClausesOf(d Draft) []agreement.Clause {
	if own := d.Library.Agreement(d.Engagement.Choices); own != nil {
		return own
	}
	return agreement.Clauses()
}

// Draw makes the content of a draft as it stands. problems are what agreement.Compose
// found; a content with problems can be shown but not frozen.
func Draw(d Draft) (Content, []agreement.Problem) {
	e, p, m := d.Engagement, d.Parties, d.Matrix
	all := TermsOf(d)
	names := agreement.Names{Functions: map[string]string{}}
	for _, f := range m.Functions {
		if f.In() {
			names.Functions[string(f.Key)] = f.Name
		}
	}
	for _, a := range m.Areas {
		names.Areas = append(names.Areas, agreement.AreaMode{Name: a.Name, Mode: string(a.Mode)})
	}
	names.Clauses, names.Texts = d.Library.Agreement(e.Choices), d.Library.Texts()
	names.Riders = ownRiders(d)
	text, problems := agreement.Compose(all, names)
	var exhibits []agreement.Section
	for _, make := range []func(agreement.Terms, agreement.Names) (agreement.Section, []agreement.Problem){
		agreement.ExhibitB, agreement.ExhibitC, agreement.ExhibitD, agreement.ExhibitE, agreement.ExhibitF,
	} {
		exhibit, more := make(all, names)
		exhibits, problems = append(exhibits, exhibit), append(problems, more...)
	}

	c := Content{
		Format: Format, Number: e.Number, Title: e.Title,
		MSP: entity(p.MSP), Client: entity(p.Client), Signatories: p.Signatories, Contacts: p.Contacts,
		Terms: all, Agreement: text, Exhibits: exhibits, Brand: d.Brand, Register: drawRegister(d.Register, m.Stakeholders),
		Directory: drawDirectory(p.Directory, all),
	}
	for _, s := range m.Stakeholders {
		c.Stakeholders = append(c.Stakeholders, Column{
			Kind: s.Kind, Name: s.Name, Holder: s.Holder, HolderEmail: s.HolderEmail, HolderPhone: s.HolderPhone,
			Deputy: s.Deputy, DeputyEmail: s.DeputyEmail, DeputyPhone: s.DeputyPhone,
		})
	}
	for _, a := range m.Areas {
		rows := AreaRows{Key: a.Key, Name: a.Name, Mode: a.Mode}
		for _, f := range m.Functions {
			switch {
			case f.Area != a.Key:
			case f.In():
				rows.Rows = append(rows.Rows, row(m, f, ""))
			default:
				c.Excluded = append(c.Excluded, row(m, f, a.Name))
			}
		}
		c.Areas = append(c.Areas, rows)
	}
	c.refer(d)
	return c, problems
}

func row(m raci.Matrix, f raci.Function, area string) Row {
	r := Row{
		ID: f.ID, Key: f.Key, Area: area, Name: f.Name, Description: f.Description, Split: f.Split, Condition: f.Condition,
		Criticality: f.Criticality, Lock: f.Lock, LockReason: f.LockReason, Excluded: f.Excluded,
	}
	for _, s := range m.Stakeholders {
		r.Cells = append(r.Cells, f.Cells[s.ID])
		if f.Timed() {
			r.Windows = append(r.Windows, f.Windows[s.ID])
		}
		if h := f.Holders[s.ID]; h != (raci.Holder{}) {
			r.Holders = append(r.Holders, RowHolder{Stakeholder: s.Name, Person: h.Person, Deputy: h.Deputy})
		}
		if f.IsParked() && f.Parked.Owner == s.ID {
			r.Parked = Parked{Owner: s.Name, Until: f.Parked.Until, Why: f.Parked.Why}
		}
	}
	return r
}

func entity(p party.Party) Entity {
	return Entity{LegalName: p.LegalName, ShortName: p.ShortName, EntityType: p.EntityType, FormedIn: p.FormedIn, Address: p.Address, Notice: p.Notice}
}

// Fields are the merge fields that come from the parties rather than the terms.
func (p Parties) Fields(e Engagement, m raci.Matrix) agreement.Terms {
	t := agreement.Terms{"agreement.number": e.Number}
	for side, q := range map[string]party.Party{"msp": p.MSP, "client": p.Client} {
		t[side+".legal_name"] = q.LegalName
		t[side+".short_name"] = q.ShortName
		t[side+".entity_type"] = q.EntityType
		t[side+".formed_in"] = q.FormedIn
		t[side+".address"] = entity(q).AddressLine()
		t[side+".notice_email"] = q.Notice
	}
	for _, s := range slices.Backward(p.Signatories) { // the first of each side wins
		k := string(s.Side)
		t[k+".signatory_name"], t[k+".signatory_title"], t[k+".signatory_email"] = s.Name, s.Title, s.Email
	}
	if second, ok := p.Second(); ok {
		t["client.second_signatory_name"], t["client.second_signatory_title"] = second.Name, second.Title
	}
	if it, ok := m.Standard(raci.InternalIT); ok {
		t["client.it_team_name"], t["client.it_lead_name"] = it.Name, it.Holder
	}
	for k, v := range t {
		if v == "" {
			delete(t, k)
		}
	}
	return t
}

// Canonical is the exact text of a content: JSON with fields in the order of the
// structs, keys of maps sorted, and nothing escaped that JSON does not require.
func (c Content) Canonical() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(c); err != nil {
		return nil, fmt.Errorf("write content: %w", err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// Digest is the hex SHA-256 of the canonical text.
func (c Content) Digest() (string, error) {
	b, err := c.Canonical()
	if err != nil {
		return "", err
	}
	return Sum(b), nil
}

// Sum is a digest as it is written everywhere: lower-case hex of SHA-256.
func Sum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Freeze makes version number of c at now.
func Freeze(c Content, number int, now time.Time) (Version, error) {
	b, err := c.Canonical()
	if err != nil {
		return Version{}, err
	}
	return Version{Number: number, Bytes: b, Digest: Sum(b), Content: c, FrozenAt: now.UTC()}, nil
}

// Thaw reads a kept version back and refuses bytes that are not the ones frozen.
func Thaw(number int, b []byte, digest string, frozenAt time.Time) (Version, error) {
	if Sum(b) != digest {
		return Version{}, fmt.Errorf("version %d: its bytes do not have the digest %s", number, digest)
	}
	v := Version{Number: number, Bytes: b, Digest: digest, FrozenAt: frozenAt}
	if err := json.Unmarshal(b, &v.Content); err != nil {
		return Version{}, fmt.Errorf("read version %d: %w", number, err)
	}
	if v.Content.Format != Format {
		return Version{}, fmt.Errorf("version %d has the format %q, which this program does not read", number, v.Content.Format)
	}
	return v, nil
}

// Short is the part of a digest that people compare by eye: its first twelve digits.
func Short(digest string) string {
	if len(digest) < 12 {
		return digest
	}
	return digest[:12]
}
