// Package party holds the two sides of every engagement and the people on them.
// It knows nothing of rights; see package access for those.
package party

// Side is the MSP or its client. A signer by link has no membership and acts for
// the side that named them.
type Side string

const (
	MSP    Side = "msp"
	Client Side = "client"
)

// Other is the side across the table.
func (s Side) Other() Side {
	if s == MSP {
		return Client
	}
	return MSP
}

// Sides lists both, the client first, as the matrix's readers expect nothing of
// the order but documents do.
var Sides = [2]Side{Client, MSP}

// ID types are strings in UUID form, so that two of them cannot be swapped.
type (
	MSPID    string
	ClientID string
	UserID   string
)

// Organization is an MSP as tenant.
type Organization struct {
	ID   MSPID
	Name string
}

// Customer is a client of an MSP: the company with its own IT team.
type Customer struct {
	ID   ClientID
	MSP  MSPID
	Name string
}

// Party is one side of one agreement as a legal entity.
type Party struct {
	Side       Side
	LegalName  string
	ShortName  string
	EntityType string
	FormedIn   string
	Address    string
	Notice     string // e-mail for legal notices
	Rev        int
}
