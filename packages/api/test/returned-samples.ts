const crlf = (text: string) => text.replaceAll('\n', '\r\n')

/** As Postfix writes it: the report, then the headers of the original alone, quoted-printable. */
export const fromPostfix = (id: string) =>
  crlf(`Return-Path: <>
From: MAILER-DAEMON@relais.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: recensement@essaim.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="7C1F.1764070000/relais.example"
Message-Id: <20261125100000.7C1F@relais.example>

This is a MIME-encapsulated message.

--7C1F.1764070000/relais.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<direction@genets.example>: host mx.genets.example said: 550 5.1.1 no such user

--7C1F.1764070000/relais.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relais.example
X-Postfix-Queue-ID: 7C1F
Arrival-Date: Wed, 25 Nov 2026 10:00:00 +0000 (UTC)

Final-Recipient: rfc822; direction@genets.example
Original-Recipient: rfc822;direction@genets.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.genets.example
Diagnostic-Code: smtp; 550 5.1.1 <direction@genets.example>: no such
    user here

--7C1F.1764070000/relais.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: quoted-printable

From: Nexem <recensement@essaim.example>
To: direction@genets.example
Subject: =3D?utf-8?Q?R=3DC3=3DA9pondez_au_recensement?=3D
Message-ID: <${id}@essaim=2Eexample>

--7C1F.1764070000/relais.example--
`)

/** As Exchange writes it: HTML for people, the whole original in base64, a refusal of this mail by its content. */
export const fromExchange = (id: string) =>
  crlf(`From: postmaster@tilleuls.example
To: recensement@essaim.example
Subject: =?utf-8?B?Tm9uIHJlbWlzwqA6IFLDqXBvbmRleg==?=
Content-Type: multipart/report; report-type=delivery-status; boundary="_004_"
In-Reply-To: <${id}@essaim.example>
References: <${id}@essaim.example>
MIME-Version: 1.0

--_004_
Content-Type: multipart/alternative; boundary="_000_"

--_000_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

${Buffer.from('Votre message n’a pas été remis.').toString('base64')}
--_000_
Content-Type: text/html; charset="utf-8"

<p>Votre message n’a pas été remis.</p>
--_000_--
--_004_
Content-Type: message/delivery-status
Content-Transfer-Encoding: base64

${Buffer.from(
  crlf(`Reporting-MTA: dns;MX.tilleuls.example
Received-From-MTA: dns;relais.example

Final-Recipient: rfc822;contact@tilleuls.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp;550 5.7.1 TRANSPORT.RULES.RejectMessage; refused by policy
`),
).toString('base64')}
--_004_
Content-Type: message/rfc822

Message-ID:
 <${id}@essaim.example>
Subject: Invitation
Content-Type: text/plain

Bonjour.
--_004_--
`)

/** As a server that keeps nothing of the original writes it (RFC 6533), for an address that is an international one. */
export const fromUtf8Server = (id: string) =>
  crlf(`From: MAILER-DAEMON@courriel.example
To: recensement@essaim.example
Subject: failure notice
References: <autre@relais.example> <${id}@essaim.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=global-delivery-status; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Le domaine n’existe pas.
--b
Content-Type: message/global-delivery-status

Reporting-MTA: dns; courriel.example

Final-Recipient: utf-8; hélène@genêts.example
Action: Failed
Status: 5.4.4 (unable to route)
--b--
`)

/** A warning: the server goes on trying. */
export const aDelay = (id: string) =>
  fromPostfix(id).replace('Action: failed', 'Action: delayed').replaceAll('5.1.1', '4.4.1')
