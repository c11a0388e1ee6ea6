package signing

import (
	"slices"
	"time"
)

// Ask is what a version asks of one person of a round.
type Ask struct {
	Company  string    // the legal name of whom they act for
	Affirms  string    // the exact sentence that somebody ticks who does not sign
	Initials []Initial // the functions that they tick one by one
	Draws    bool      // a drawn signature is taken beside the typed name
	CodeAt   time.Time // when the browser that acts now entered a code of theirs; zero is never
}

// Initial is a function that somebody ticks by itself, because it is critical and their
// side answers for it.
type Initial struct{ Key, Name string }

// Keys are those of all functions that are ticked.
func (a Ask) Keys() []string {
	var keys []string
	for _, i := range a.Initials {
		keys = append(keys, i.Key)
	}
	return keys
}

// InitialField names the box of a function in a form, and what is wrong with it.
func InitialField(key string) string { return "initial." + key }

// initialled tells which functions were ticked, and puts what is missing into fields.
// What was not asked for is left out.
func (a Ask) initialled(ticked []string, verb string, fields map[string]string) []string {
	var keys []string
	for _, i := range a.Initials {
		if !slices.Contains(ticked, i.Key) {
			fields[InitialField(i.Key)] = "Tick “" + i.Name + "” to " + verb + " it, or decline."
			continue
		}
		keys = append(keys, i.Key)
	}
	return keys
}
