package main

import (
	"context"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

var (
	mspSigner    = engagement.Signatory{Side: party.MSP, Name: "Nora Adeyemi", Title: "Managing Director", Email: "nora@northgate.example"}
	clientSigner = engagement.Signatory{Side: party.Client, Name: "Dana Cole", Title: "Chief Operating Officer", Email: "dana@alderfoods.example"}
)

func (s *story) mspSide() app.Side {
	return app.Side{
		Party: party.Party{
			Side: party.MSP, LegalName: "Northgate IT LLC", ShortName: "Northgate", EntityType: "LLC", FormedIn: "Oregon",
			Address: "88 Harbor Street, Suite 300, Portland, Oregon 97209", Notice: "legal@northgate.example", Rev: 1,
		},
		Signatories: []engagement.Signatory{mspSigner},
		Contacts: []engagement.Contact{
			{Level: 1, Name: "Service desk lead: Ines Romero", Role: "Service desk lead", Phone: "+1 503 555 0110", Email: "desk@northgate.example", Deputy: "Jo Park", DeputyPhone: "+1 503 555 0111"},
			{Level: 2, Name: "Tom Berg", Role: "Service manager", Phone: "+1 503 555 0112", Email: "tom@northgate.example", Deputy: "Ines Romero", DeputyPhone: "+1 503 555 0110"},
			{Level: 3, Name: "Lena Fischer", Role: "Account executive", Phone: "+1 503 555 0113", Email: "lena@northgate.example"},
			{Level: 4, Name: "Nora Adeyemi", Role: "Managing Director", Phone: "+1 503 555 0114", Email: "nora@northgate.example"},
		},
		Reach: engagement.Reach{AfterHours: "+1 503 555 0119", Security: "Ines Romero", SecurityPhone: "+1 503 555 0110", SecurityEmail: "security@northgate.example", Deputy: "Tom Berg", DeputyPhone: "+1 503 555 0112"},
	}
}

func (s *story) clientSide() app.Side {
	return app.Side{
		Party: party.Party{
			Side: party.Client, LegalName: "Alder Foods, Inc.", ShortName: "Alder Foods", EntityType: "Corporation", FormedIn: "Oregon",
			Address: "12 Orchard Way, Portland, Oregon 97214", Notice: "legal@alderfoods.example", Rev: 1,
		},
		Signatories: []engagement.Signatory{clientSigner},
		Contacts: []engagement.Contact{
			{Level: 1, Name: "Marek Nowak", Role: "Senior systems administrator", Phone: "+1 503 555 0150", Email: "marek@alderfoods.example", Deputy: "Priya Shah", DeputyPhone: "+1 503 555 0151"},
			{Level: 2, Name: "Priya Shah", Role: "IT Director", Phone: "+1 503 555 0151", Email: "priya@alderfoods.example", Deputy: "Marek Nowak", DeputyPhone: "+1 503 555 0150"},
			{Level: 3, Name: "Dana Cole", Role: "Chief Operating Officer", Phone: "+1 503 555 0152", Email: "dana@alderfoods.example"},
			{Level: 4, Name: "Ruth Alder", Role: "Chief Executive Officer", Phone: "+1 503 555 0153", Email: "ruth@alderfoods.example"},
		},
		Reach: engagement.Reach{Security: "Priya Shah", SecurityPhone: "+1 503 555 0151", Deputy: "Marek Nowak", DeputyPhone: "+1 503 555 0150"},
	}
}

// nameHolders names who fills the three standard columns, with deputies.
func (s *story) nameHolders(ctx context.Context, id engagement.ID, m raci.Matrix) error {
	holders := map[raci.Kind]raci.Stakeholder{
		raci.MSPTeam:    {Name: "Northgate team", Holder: "Tom Berg", HolderEmail: "tom@northgate.example", HolderPhone: "+1 503 555 0112", Deputy: "Ines Romero", DeputyEmail: "ines@northgate.example", DeputyPhone: "+1 503 555 0110"},
		raci.InternalIT: {Name: "Client IT", Holder: "Priya Shah", HolderEmail: "priya@alderfoods.example", HolderPhone: "+1 503 555 0151", Deputy: "Marek Nowak", DeputyEmail: "marek@alderfoods.example", DeputyPhone: "+1 503 555 0150"},
		raci.Management: {Name: "Client management", Holder: "Dana Cole", HolderEmail: "dana@alderfoods.example", HolderPhone: "+1 503 555 0152", Deputy: "Ruth Alder", DeputyEmail: "ruth@alderfoods.example", DeputyPhone: "+1 503 555 0153"},
	}
	for _, c := range m.Stakeholders {
		h, ok := holders[c.Kind]
		if !ok {
			continue
		}
		h.ID, h.Rev = c.ID, c.Rev
		if err := s.app.Parties.SaveStakeholder(ctx, s.cast.lead, id, h); err != nil {
			return err
		}
	}
	return nil
}

// nameOutside names whom to call outside the two companies.
func (s *story) nameOutside(ctx context.Context, id engagement.ID) error {
	if err := s.app.Parties.SaveInsurer(ctx, s.cast.lead, id, engagement.Insurer{
		Name: "Harborline Mutual", Hotline: "+1 800 555 0117", Policy: "HL-CY-204417", Broker: "Quay & Sons", BrokerPhone: "+1 503 555 0160",
	}); err != nil {
		return err
	}
	for _, v := range []engagement.Vendor{
		{Name: "Cascade Fiber", Purpose: "Internet at the head office", Phone: "+1 800 555 0131", Account: "CF-88120", Callers: "Client IT and Northgate"},
		{Name: "Mill ERP", Purpose: "ERP support", Phone: "+1 800 555 0144", Account: "AF-2291", Callers: "Client IT"},
	} {
		if err := s.app.Parties.SaveVendor(ctx, s.cast.lead, id, v); err != nil {
			return err
		}
	}
	return nil
}
