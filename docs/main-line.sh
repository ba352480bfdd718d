#!/usr/bin/env bash
# The main line of Essaim with curl alone: a member is imported, answers, its delegation endorses, headquarters accepts
# and publishes, and a partner follows: the record, its next version, its withdrawal.
#
#   ESSAIM=http://127.0.0.1:3000 EMAIL=… PASSWORD=… bash docs/main-line.sh
#
# EMAIL and PASSWORD are an administrator's, as `npm start` prints them. It needs bash, curl and node (to read JSON).
# It may be run again: the member file changes nothing the second time.
set -euo pipefail
ESSAIM=${ESSAIM:-http://127.0.0.1:3000}
: "${EMAIL:?an administrator’s e-mail}" "${PASSWORD:?that administrator’s password}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run=$(date +%s)

# get PATH: one member of the last answer, such as items.0.id
get() {
  node -e '
    const body = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))
    const value = process.argv[2].split(".").reduce((at, name) => at?.[name], body)
    console.log(value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : value)
  ' "$work/body" "$1"
}

# header NAME: one header of the last answer
header() { tr -d '\r' < "$work/headers" | awk -F': ' -v name="$1" 'tolower($1) == name { sub(/^[^:]*: /, ""); print; exit }'; }

fail() { echo "✗ $*" >&2; cat "$work/body" >&2; echo >&2; exit 1; }

# call TOKEN STATUS METHOD ADDRESS [curl options]: one request, whose answer must have that status (such as 201 or 201|409)
call() {
  local token=$1 expected=$2 method=$3 address=$4 status
  shift 4
  local options=(-sS -X "$method" -D "$work/headers" -o "$work/body" -w '%{http_code}')
  if [ -n "$token" ]; then options+=(-H "Authorization: Bearer $token"); fi
  case $address in http*) ;; *) address=$ESSAIM$address ;; esac
  : > "$work/body"
  status=$(curl "${options[@]}" "$@" "$address")
  [[ "|$expected|" == *"|$status|"* ]] || fail "$method $address: $status instead of $expected"
}
JSON='Content-Type: application/json'
PATCH='Content-Type: application/merge-patch+json'

# is NAME VALUE: the last answer has this value there
is() { [ "$(get "$1")" = "$2" ] || fail "$1 is “$(get "$1")”, not “$2”"; }
step() { printf '%2s  %s\n' "$1" "$2"; }

step 1 'sign in'
call '' 200 POST /v1/session -H "$JSON" -d "{\"email\":\"$EMAIL\",\"password\":\"$PASSWORD\"}"
admin=$(get access_token)
call "$admin" 200 GET /v1/session

step 2 'the regional delegation that covers Finistère'
call "$admin" '201|409' POST /v1/regional-delegations -H "$JSON" -d '{"code":"bretagne-ouest","name":"Délégation Bretagne ouest","departments":["22","29"]}'
call '' 200 GET '/v1/regional-delegations?limit=200'
delegation=$(node -e '
  const { items } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))
  console.log(items.find((one) => one.departments.some(({ code }) => code === "29"))?.id ?? "")
' "$work/body")
[ -n "$delegation" ] || fail 'no delegation covers 29'

step 3 'its delegate'
call "$admin" 201 POST /v1/users -H "$JSON" -d "{\"email\":\"delegue-$run@essaim.example\",\"name\":\"Camille Exemple\",\"password\":\"un-mot-de-passe-$run\",\"roles\":[\"delegate\"],\"regional_delegations\":[\"$delegation\"]}"
call '' 200 POST /v1/session -H "$JSON" -d "{\"email\":\"delegue-$run@essaim.example\",\"password\":\"un-mot-de-passe-$run\"}"
delegate=$(get access_token)

step 4 'the member file: first what would be done, then for good'
cat > "$work/members.csv" <<'CSV'
SIREN;Raison sociale;Code postal;Commune;Civilité président;Nom président;Courriel président
100000009;Association d’exemple Les Tilleuls;29000;Quimper;Madame;Dominique Exemple;presidence@tilleuls.example
;Association sans identifiant;29200;Brest;;;
CSV
call "$admin" 201 POST '/v1/associations/imports?dry_run=true' -H 'Content-Type: text/csv' --data-binary @"$work/members.csv"
is rows 2
call "$admin" 201 POST /v1/associations/imports -H 'Content-Type: text/csv' --data-binary @"$work/members.csv"
is counts.refused 1
import=$(get id)

step 5 'why a row was refused'
call "$admin" 200 GET "/v1/associations/imports/$import/rows?outcome=refused"
is items.0.line 3

step 6 'the association, and its president'
call "$admin" 200 GET '/v1/associations?siren=100000009'
association=$(get items.0.id)
call "$admin" 200 GET "/v1/associations/$association/contacts"
contact=$(get items.0.id)

step 7 'the questionnaire, and the schema of its answers'
call "$admin" 200 GET /v1/questionnaires
questionnaire=$(get items.0.id)
number=$(get items.0.current_version)
call "$admin" 200 GET "/v1/questionnaires/$questionnaire/versions/$number"
call "$admin" 200 GET "/v1/questionnaires/$questionnaire/versions/$number/schema"

step 8 'a personal link, exchanged for a session'
call "$admin" 201 POST "/v1/associations/$association/contacts/$contact/links"
link=$(get url)
call '' 200 POST /v1/respond/session -H "$JSON" -d "{\"token\":\"${link#*#}\"}"
respondent=$(get access_token)
call "$respondent" 200 GET /v1/respond/form

step 9 'an answer taken on the telephone'
call "$delegate" 201 POST /v1/moderation/submissions -H "$JSON" -H "Idempotency-Key: main-line-$run" -d "{\"association_id\":\"$association\",\"channel\":\"telephone\",\"answers\":{}}"
submission=$(get id)
is state draft

step 10 'its answers, all at once, then one by itself'
cat > "$work/answers.json" <<'ANSWERS'
{"answers": {
  "structure_nom": "Association d’exemple Les Tilleuls",
  "structure_siren": "100000009",
  "structure_commune": "29232",
  "structure_secteurs": ["handicap"],
  "contact_nom": "Dominique Exemple",
  "contact_fonction": "Présidente",
  "contact_courriel": "presidence@tilleuls.example",
  "contact_diffusion": "adherents",
  "validation_direction": "Dominique Exemple",
  "titre": "Un café tenu par des personnes en situation de handicap",
  "accroche": "Un café de quartier dont l’équipe est accompagnée par un service d’insertion.",
  "resume": "Dans le centre de Quimper, un café ouvert à tous est tenu par six personnes en situation de handicap, accompagnées par un service d’insertion. Les habitants y trouvent un lieu de rencontre, et l’équipe un métier reconnu, avec des horaires adaptés et une progression vers l’emploi ordinaire.",
  "nature": "innovation",
  "types": ["service"],
  "nouveaute": "nouvelle-territoire",
  "theme_principal": "emploi-insertion-pro",
  "mots_cles": ["café", "emploi"],
  "probleme": "Peu d’emplois en centre-ville sont ouverts aux personnes accompagnées.",
  "publics": ["deficience-intellectuelle"],
  "description": "Le café ouvre cinq jours par semaine ; une encadrante accompagne l’équipe, et la carte est écrite en facile à lire.",
  "caractere_innovant": "Le lieu est au centre-ville, et son équipe décide de la carte et des horaires.",
  "echelle": "etablissement",
  "departements": ["29"],
  "date_debut": "2021-09",
  "stade": "stabilisee",
  "participation_niveau": "co-decideuses",
  "evaluation": "1",
  "effets_personnes": "Deux personnes ont rejoint un emploi ordinaire.",
  "reussites": "Une équipe stable et une clientèle fidèle.",
  "difficultes": "Trouver un local accessible.",
  "portee": "tout-public",
  "licence": "licence-ouverte-2-0",
  "exactitude": true,
  "anonymat": true,
  "info_rgpd": true
}}
ANSWERS
call "$delegate" 200 GET "/v1/moderation/submissions/$submission"
call "$delegate" 200 PATCH "/v1/moderation/submissions/$submission" -H "$PATCH" -H "If-Match: $(header etag)" --data-binary @"$work/answers.json"
is issues '[]'
call "$delegate" 200 GET "/v1/moderation/submissions/$submission/answers/titre"
call "$delegate" 200 PUT "/v1/moderation/submissions/$submission/answers/titre" -H "$JSON" -H "If-Match: $(header etag)" -d '{"value":"Un café de quartier tenu par des personnes en situation de handicap"}'

step 11 'handed in'
call "$delegate" 200 POST "/v1/moderation/submissions/$submission/transitions" -H "$JSON" -d '{"transition":"submit"}'
is state submitted
is revision 1

step 12 'endorsed by the delegation, which may not accept'
call "$delegate" 200 GET '/v1/moderation/submissions?state=submitted'
call "$delegate" 200 POST "/v1/moderation/submissions/$submission/transitions" -H "$JSON" -d '{"transition":"endorse"}'
is state endorsed
call "$delegate" 403 POST "/v1/moderation/submissions/$submission/transitions" -H "$JSON" -d '{"transition":"accept"}'

step 13 'accepted by headquarters'
call "$admin" 200 POST "/v1/moderation/submissions/$submission/transitions" -H "$JSON" -d '{"transition":"accept"}'
is state accepted
innovation=$(get innovation_id)

step 14 'the record, not published yet'
call "$admin" 200 GET "/v1/moderation/innovations/$innovation"
is state draft
is published_version ''
call '' 404 GET "/v1/innovations/$innovation"

step 20 'the key of a partner'
call "$admin" 201 POST /v1/partners -H "$JSON" -d "{\"name\":\"Fédération d’exemple $run\"}"
partner=$(get id)
call "$admin" 201 POST "/v1/partners/$partner/keys" -H "$JSON" -d '{"scopes":["innovations:read","feed:read"]}'
key=$(get key)
call "$key" 200 GET /v1/feeds/innovations
next=$(get next)
while [ "$(get items)" != '[]' ]; do
  call "$key" 200 GET "$next"
  next=$(get next)
done

step 15 'published'
call "$admin" 200 POST "/v1/moderation/innovations/$innovation/transitions" -H "$JSON" -d '{"transition":"publish"}'
is state published
is published_version 1

step 16 'found by anyone'
call '' 200 GET "/v1/innovations/$innovation"
is version 1
call '' 304 GET "/v1/innovations/$innovation" -H "If-None-Match: $(header etag)"
call '' 200 GET '/v1/innovations?q=cafes&department=29'
call '' 200 GET "/v1/innovations/$innovation/versions"
is items.0.number 1

# follow STATE: the partner reads on from where it was; the record is there, once, in that state
follow() {
  call "$key" 200 GET "$next"
  next=$(get next)
  is items.0.id "$innovation"
  is items.0.state "$1"
  is items.1 ''
}

step 17 'received by the partner'
call "$key" 200 GET /v1/feeds
follow updated
is items.0.data.version 1

step 18 'described anew: version 2 beside version 1'
call "$admin" 201 POST /v1/moderation/submissions -H "$JSON" -d "{\"association_id\":\"$association\",\"channel\":\"telephone\",\"innovation_id\":\"$innovation\"}"
submission=$(get id)
call "$admin" 200 PATCH "/v1/moderation/submissions/$submission" -H "$PATCH" -H "If-Match: $(header etag)" -d '{"answers":{"titre":"Deux cafés de quartier tenus par des personnes en situation de handicap","exactitude":true,"anonymat":true,"info_rgpd":true}}'
for transition in submit accept; do
  call "$admin" 200 POST "/v1/moderation/submissions/$submission/transitions" -H "$JSON" -d "{\"transition\":\"$transition\"}"
done
call '' 200 GET "/v1/innovations/$innovation"
is version 1
call "$key" 200 GET "$next"
is items '[]'
call "$admin" 200 POST "/v1/moderation/innovations/$innovation/transitions" -H "$JSON" -d '{"transition":"publish"}'
is published_version 2
follow updated
is items.0.data.version 2

step 19 'withdrawn: gone for those who had it, a tombstone in the feed'
call "$admin" 200 POST "/v1/moderation/innovations/$innovation/transitions" -H "$JSON" -d '{"transition":"withdraw","reason":"stopped","comment":"Le café a fermé."}'
is state withdrawn
call '' 410 GET "/v1/innovations/$innovation"
is reason stopped
follow deleted
is items.0.reason withdrawn
is items.0.data ''
echo 'The whole line holds.'
