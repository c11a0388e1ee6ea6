package catalog

import "demarc/internal/raci"

// Preset is a one-click start: a lane per area.
type Preset struct {
	Key         string                     `json:"key"`
	Name        string                     `json:"name"`
	Description string                     `json:"description"`
	Modes       map[raci.AreaKey]raci.Mode `json:"modes"`
	Retired     bool                       `json:"-"`
}

// Presets are the three commonest engagements. Do not change them.
func Presets() []Preset { return presets }

var presets = []Preset{
	{
		Key: "infrastructure", Name: "Infrastructure and security",
		Description: "The MSP takes servers, network, security and backup. Internal IT keeps users and applications.",
		Modes: map[raci.AreaKey]raci.Mode{
			"helpdesk":    raci.Shared,
			"endpoint":    raci.Shared,
			"server":      raci.MSPLed,
			"network":     raci.MSPLed,
			"identity":    raci.Shared,
			"threat":      raci.MSPLed,
			"vuln":        raci.Shared,
			"incident":    raci.Shared,
			"awareness":   raci.Shared,
			"backup":      raci.MSPLed,
			"cloud":       raci.Shared,
			"data":        raci.InternalLed,
			"lob":         raci.InternalLed,
			"vendor":      raci.Shared,
			"procurement": raci.Shared,
			"telephony":   raci.InternalLed,
			"physical":    raci.InternalLed,
			"projects":    raci.Shared,
			"change":      raci.Shared,
			"lifecycle":   raci.Shared,
			"docs":        raci.Shared,
			"compliance":  raci.InternalLed,
			"strategy":    raci.InternalLed,
			"comanage":    raci.Shared,
		},
	},
	{
		Key: "helpdesk", Name: "Help desk only",
		Description: "The MSP takes the help desk. Internal IT keeps infrastructure, security and applications.",
		Modes: map[raci.AreaKey]raci.Mode{
			"helpdesk":    raci.MSPLed,
			"endpoint":    raci.Shared,
			"server":      raci.InternalLed,
			"network":     raci.InternalLed,
			"identity":    raci.InternalLed,
			"threat":      raci.InternalLed,
			"vuln":        raci.InternalLed,
			"incident":    raci.InternalLed,
			"awareness":   raci.InternalLed,
			"backup":      raci.InternalLed,
			"cloud":       raci.InternalLed,
			"data":        raci.InternalLed,
			"lob":         raci.InternalLed,
			"vendor":      raci.InternalLed,
			"procurement": raci.InternalLed,
			"telephony":   raci.Shared,
			"physical":    raci.InternalLed,
			"projects":    raci.InternalLed,
			"change":      raci.Shared,
			"lifecycle":   raci.MSPLed,
			"docs":        raci.Shared,
			"compliance":  raci.InternalLed,
			"strategy":    raci.InternalLed,
			"comanage":    raci.Shared,
		},
	},
	{
		Key: "security", Name: "Security only",
		Description: "The MSP takes security monitoring, identity and vulnerabilities, and shares what they depend on.",
		Modes: map[raci.AreaKey]raci.Mode{
			"helpdesk":    raci.InternalLed,
			"endpoint":    raci.Shared,
			"server":      raci.Shared,
			"network":     raci.Shared,
			"identity":    raci.MSPLed,
			"threat":      raci.MSPLed,
			"vuln":        raci.MSPLed,
			"incident":    raci.Shared,
			"awareness":   raci.MSPLed,
			"backup":      raci.Shared,
			"cloud":       raci.Shared,
			"data":        raci.InternalLed,
			"lob":         raci.InternalLed,
			"vendor":      raci.InternalLed,
			"procurement": raci.InternalLed,
			"telephony":   raci.OutOfScope,
			"physical":    raci.OutOfScope,
			"projects":    raci.Shared,
			"change":      raci.Shared,
			"lifecycle":   raci.Shared,
			"docs":        raci.Shared,
			"compliance":  raci.Shared,
			"strategy":    raci.InternalLed,
			"comanage":    raci.Shared,
		},
	},
}

// collisions say where the two teams usually collide.
var collisions = map[raci.AreaKey]string{
	"helpdesk":    "Overflow becomes everything; after-hours caller",
	"endpoint":    "Patch exceptions, local admin, conflicting policies",
	"server":      "Reboots, who may create VMs",
	"network":     "Firewall changes, registrar and circuits",
	"identity":    "MFA exceptions, permanent admins",
	"threat":      "Containment authority, who reviews logs",
	"vuln":        "Finder is blamed for not fixing",
	"incident":    "Command in the first hour, insurer notice",
	"awareness":   "Follow-up of people",
	"backup":      "Unlisted systems, untested restores",
	"cloud":       "Tenant ownership, sharing settings, AI tools",
	"data":        "MSP asked to make business decisions",
	"lob":         "MSP seen as application expert",
	"vendor":      "Letters of authorization, vendor remote tools",
	"procurement": "Who may order; inventory versus invoice",
	"telephony":   "Call flows, emergency locations",
	"physical":    "Printers, UPS, cameras",
	"projects":    "Projects run as tickets",
	"change":      "Undocumented changes by either side",
	"lifecycle":   "Late HR notice, leaver accounts",
	"docs":        "Export right, one person's head",
	"compliance":  "“The MSP makes us compliant”",
	"strategy":    "MSP meets executives without internal IT",
	"comanage":    "Tool roles, scripts, stale contact lists",
}
