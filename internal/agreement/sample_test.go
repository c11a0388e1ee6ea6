package agreement

import (
	"bytes"
	"encoding/csv"
	"maps"
	"os"
	"testing"
)

// sample are the terms of one plausible engagement: defaults plus what has none.
func sample() Terms {
	t := Defaults()
	maps.Copy(t, Terms{
		"msp.legal_name": "Northgate IT LLC", "msp.short_name": "Northgate", "msp.formed_in": "Ohio",
		"msp.address": "400 Canal Street\nDayton, OH 45402", "msp.notice_email": "legal@northgate.example.com",
		"msp.signatory_name": "Dana Ortiz", "msp.signatory_title": "Managing Director", "msp.signatory_email": "dana@northgate.example.com",
		"client.legal_name": "Alder Foods, Inc.", "client.short_name": "Alder", "client.formed_in": "Ohio",
		"client.address": "12 Mill Road\nDayton, OH 45404", "client.notice_email": "contracts@alder.example.com",
		"client.signatory_name": "Robin Lee", "client.signatory_title": "Chief Financial Officer", "client.signatory_email": "robin@alder.example.com",
		"client.it_team_name": "Alder IT", "client.it_lead_name": "Sam Whitfield",
		"agreement.number": "NG-2026-0117", "agreement.service_start_date": "2027-01-04",
		"scope.users": "120", "scope.endpoints": "135", "scope.servers": "8", "scope.network_devices": "1",
		"scope.sites":    "Head office, 12 Mill Road, Dayton: Client IT on site\nPlant 2, 9 Quarry Lane, Troy: no IT staff on site",
		"hours.timezone": "America/New_York",
		"fees.per_user":  "65.00", "fees.per_server": "120.00", "fees.tm_rate": "185.00", "fees.minimum": "5000.00",
		"fees.onboarding": "7500.00", "departure.cover_rate": "145.00",
		"law.governing": "the State of Ohio", "law.venue": "Montgomery County, Ohio",
		"people.named_lead": "Priya Nair",
	})
	return t
}

// names has every function of the library and of the packs, and one area of each mode.
func names(t testing.TB) Names {
	t.Helper()
	n := Names{Functions: map[string]string{}, Areas: []AreaMode{
		{"Backup & disaster recovery", "msp_led"},
		{"Service desk & end-user support", "shared"},
		{"Line-of-business applications", "internal_led"},
		{"Telephony & voice", "out"},
	}}
	for file, key := range map[string]int{"raci-library.csv": 2, "raci-packs.csv": 3} {
		data, err := os.ReadFile("../catalog/" + file)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[1:] {
			n.Functions[r[key]] = r[key+1]
		}
	}
	return n
}
