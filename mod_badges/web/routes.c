#include "web/routes.h"
#include "web/handlers.h"
#include "web/admin/graphic_model.h"
#include "core/account_picture.h"
#include "web/own.h"
#include "core/look.h"
#include "base/id.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

#define GET "GET"
#define POST "POST"
#define PUT "PUT"
#define PUB BDG_ENTRY_PUBLIC, 0, BDG_VOICE_PAGE
#define IN  BDG_ENTRY_SIGNED_IN, 0, BDG_VOICE_PAGE
#define OAUTH BDG_ENTRY_PUBLIC, 0, BDG_VOICE_OAUTH
#define IMSX BDG_ENTRY_PUBLIC, 0, BDG_VOICE_IMSX
#define API BDG_ENTRY_PUBLIC, 0, BDG_VOICE_API
#define TOKEN(scope) BDG_ENTRY_TOKEN, BDG_SCOPE_BIT(BDG_SCOPE_##scope), BDG_VOICE_IMSX
#define P(x) BDG_PERM_##x
#define ON(x) BDG_ON_##x
#define NO_BODY BDG_BODY_NONE, 0
#define FORM BDG_BODY_FORM, 0
#define PICTURE BDG_BODY_MULTIPART, BDG_GRAPHIC_BODY_CAP
#define LOOK_PICTURE BDG_BODY_MULTIPART, BDG_LOOK_UPLOAD_MAX + 1024 * 1024
#define PRIV BDG_CACHE_PRIVATE
#define OPEN BDG_CACHE_PUBLIC
#define IMG BDG_CACHE_IMAGE
#define EVER BDG_CACHE_FOREVER
#define NORATE BDG_RATE_NONE, 0
#define RATE(x) BDG_RATE_##x, 0
#define JSON(cap) BDG_BODY_RAW, (cap)

const bdg_route_t bdg_routes[] = {
    /* --- operators */
    { GET,  "/healthz", bdg_get_healthz, PUB, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "200 while the process serves and the database answers, else 503" },

    /* --- public: documents and pages that anyone with a link may see */
    { GET,  "/assertions/{id}", bdg_get_assertion, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "one award: a page, Open Badges 2.0, or Open Badges 3.0 by Accept" },
    { GET,  "/assertions/{id}.json", bdg_get_assertion_json, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "Open Badges 2.0, hosted" },
    { GET,  "/assertions/{id}.png", bdg_get_assertion_png, PUB, ON(NOTHING), P(NONE), NO_BODY, IMG, NORATE, "baked PNG" },
    { GET,  "/assertions/{id}.svg", bdg_get_assertion_svg, PUB, ON(NOTHING), P(NONE), NO_BODY, IMG, NORATE, "baked SVG" },
    { GET,  "/assertions/{id}.pdf", bdg_get_assertion_pdf, PUB, ON(NOTHING), P(NONE), NO_BODY, IMG, NORATE, "certificate to print, with a QR code; how often one address may have one drawn is limited" },
    { GET,  "/assertions/{id}.jws", bdg_get_assertion_jws, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "Open Badges 2.0, signed: a compact JWS (RS256). Makes the issuer's key when it has none yet" },
    { GET,  "/assertions/{id}.signed.png", bdg_get_assertion_signed_png, PUB, ON(NOTHING), P(NONE), NO_BODY, IMG, NORATE, "the same, baked into a PNG" },
    { GET,  "/assertions/{id}.signed.svg", bdg_get_assertion_signed_svg, PUB, ON(NOTHING), P(NONE), NO_BODY, IMG, NORATE, "the same, baked into an SVG" },
    { GET,  "/assertions/{id}.vc.json", bdg_get_assertion_vc, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "Open Badges 3.0 with a Data Integrity proof (eddsa-rdfc-2022). Makes the issuer's key when it has none yet" },
    { GET,  "/assertions/{id}.vc.png", bdg_get_assertion_vc_png, PUB, ON(NOTHING), P(NONE), NO_BODY, IMG, NORATE, "the same, baked into a PNG" },
    { GET,  "/assertions/{id}.vc.svg", bdg_get_assertion_vc_svg, PUB, ON(NOTHING), P(NONE), NO_BODY, IMG, NORATE, "the same, baked into an SVG" },
    { GET,  "/assertions/{id}.jwt", bdg_get_assertion_jwt, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "Open Badges 3.0 as VC-JWT (BadgesJWTAlgorithm). Makes the issuer's key when it has none yet" },
    { GET,  "/assertions/{id}.jwt.png", bdg_get_assertion_jwt_png, PUB, ON(NOTHING), P(NONE), NO_BODY, IMG, NORATE, "the same, baked into a PNG" },
    { GET,  "/assertions/{id}.jwt.svg", bdg_get_assertion_jwt_svg, PUB, ON(NOTHING), P(NONE), NO_BODY, IMG, NORATE, "the same, baked into an SVG" },
    { POST, "/assertions/{id}/check", bdg_post_assertion_check, PUB, ON(NOTHING), P(NONE), FORM, PRIV, BDG_RATE_CHECK, 1, "was it awarded to this address? Changes nothing, and its page has no cookie to bind a token to" },
    { GET,  "/badges/{id}", bdg_get_badge, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "badge class: a page, or by Accept Open Badges 2.0, or the Achievement of 3.0" },
    { GET,  "/badges/{id}.json", bdg_get_badge_json, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "Open Badges 2.0 BadgeClass" },
    { GET,  "/badges/{id}/versions/{n}", bdg_get_badge_version, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "the BadgeClass, or by Accept the Achievement, as it was when awards were made under this version" },
    { GET,  "/badges/{id}/versions/{n}/criteria", bdg_get_badge_criteria, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "its criteria" },
    { GET,  "/badges/{id}/versions/{n}/attributes/context.json", bdg_get_badge_attributes_context, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "what the terms of this version's attributes mean (Open Badges 2.0, Extension)" },
    { GET,  "/badges/{id}/versions/{n}/attributes/schema.json", bdg_get_badge_attributes_schema, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "JSON schema of this version's attributes" },
    { GET,  "/badges/{id}/languages/{tag}", bdg_get_badge_in_language, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "its words in another language: a page, or Open Badges 2.0 by Accept" },
    { GET,  "/badges/{id}/languages/{tag}/criteria", bdg_get_badge_criteria, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "criteria in another language, as a page" },
    { GET,  "/badges/{id}/versions/{n}/languages/{tag}", bdg_get_badge_version, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "the BadgeClass of this version in another language" },
    { GET,  "/badges/{id}/versions/{n}/languages/{tag}/criteria", bdg_get_badge_criteria, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "its criteria" },
    { GET,  "/badges/{id}/criteria", bdg_get_badge_criteria, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "criteria as a page" },
    { GET,  "/badges/{id}/image", bdg_get_badge_image, PUB, ON(NOTHING), P(NONE), NO_BODY, IMG, NORATE, "the live graphic, SVG or PNG" },
    { GET,  "/badges/{id}/card", bdg_get_badge_card, PUB, ON(NOTHING), P(NONE), NO_BODY, IMG, NORATE, "picture for link previews, 1200 x 627" },
    { GET,  "/issuers/{id}", bdg_get_issuer, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "issuer: a page, or by Accept Open Badges 2.0, or the Profile of 3.0" },
    { GET,  "/issuers/{id}.json", bdg_get_issuer_json, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "Open Badges 2.0 Profile" },
    { GET,  "/issuers/{id}/image", bdg_get_issuer_image, PUB, ON(NOTHING), P(NONE), NO_BODY, IMG, NORATE, "the issuer's picture" },
    { GET,  "/issuers/{id}/revocations.json", bdg_get_issuer_revocations, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "Open Badges 2.0 RevocationList: which of its signed credentials are revoked; streamed" },
    { GET,  "/issuers/{id}/keys/{id}", bdg_get_issuer_key, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "one key of an issuer as JWK; as Multikey or JsonWebKey document for application/ld+json" },
    { GET,  "/issuers/{id}/keys/{id}.json", bdg_get_issuer_key_json, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "the same as Open Badges 2.0 CryptographicKey" },
    { GET,  "/issuers/{id}/jwks.json", bdg_get_issuer_jwks, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "all its keys as JWK Set, retired ones included" },
    { GET,  "/issuers/{id}/did.json", bdg_get_issuer_did, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "its DID document (did:web)" },
    { GET,  "/issuers/{id}/status/{n}", bdg_get_status_list, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "which of its credentials are revoked: W3C Bitstring Status List, with a proof inside, or as VC-JWT by Accept" },
    { GET,  "/issuers/{id}/revoked/{n}", bdg_get_revocation_list, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "the same as 1EdTechRevocationList; streamed" },
    { GET,  "/endorsements/{id}", bdg_get_endorsement, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "one issuer's word for something: a page, or Open Badges 2.0 or 3.0 by Accept" },
    { GET,  "/endorsements/{id}.json", bdg_get_endorsement_json, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "Open Badges 2.0 Endorsement" },
    { GET,  "/endorsements/{id}.vc.json", bdg_get_endorsement_vc, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "Open Badges 3.0 EndorsementCredential, with its proof inside" },
    { GET,  "/oembed", bdg_get_oembed, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "oEmbed 1.0 of an award" },
    { GET,  "/verify", bdg_get_verify, PUB, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "asks for a credential to verify" },
    { POST, "/verify", bdg_post_verify, PUB, ON(NOTHING), P(NONE), BDG_BODY_MULTIPART, 5 << 20, PRIV, BDG_RATE_CHECK, 1, "the verdict, check by check. Changes nothing, and its page has no cookie to bind a token to" },
    { POST, "/api/v1/verify", bdg_post_api_verify, API, ON(NOTHING), P(NONE), BDG_BODY_RAW, BDG_API_VERIFY_MAX, PRIV, BDG_RATE_CHECK, 1,
      "JSON in: url, or credential (a document, or a JWS as text), or image (PNG or SVG in base64), and perhaps email. JSON out: the verdict, check by check. Changes nothing, and looks at no cookie" },

    /* --- how an organisation looks */
    { GET,  "/look/{name}.css", bdg_get_look_css, PUB, ON(NOTHING), P(NONE), NO_BODY, EVER, NORATE, "three colours (navigation, its text, highlight) as custom properties; the address names them, and no row is read" },
    { GET,  "/look/preview/{name}.css", bdg_get_look_preview_css, PUB, ON(NOTHING), P(NONE), NO_BODY, EVER, NORATE, "the same for the preview only" },
    { GET,  "/pictures/{id}", bdg_get_look_picture, PUB, ON(NOTHING), P(NONE), NO_BODY, EVER, NORATE, "a logo, an icon, the picture of a landing page; another picture has another address" },
    { GET,  "/admin/look", bdg_get_look, IN, ON(ORGANISATION), P(BRANDING_MANAGE), NO_BODY, PRIV, NORATE, "Look and feel: colours, logo, icon; with colours in the address, a preview of them" },
    { POST, "/admin/look", bdg_post_look, IN, ON(ORGANISATION), P(BRANDING_MANAGE), FORM, PRIV, NORATE, "sets the colours, shows a preview of them, or goes back to those above or the original ones" },
    { POST, "/admin/look/logo", bdg_post_look_logo, IN, ON(ORGANISATION), P(BRANDING_MANAGE), LOOK_PICTURE, PRIV, NORATE, "another logo, or none of its own" },
    { POST, "/admin/look/icon", bdg_post_look_icon, IN, ON(ORGANISATION), P(BRANDING_MANAGE), LOOK_PICTURE, PRIV, NORATE, "another icon, or none of its own" },
    { GET,  "/admin/look/landing", bdg_get_landing_edit, IN, ON(ORGANISATION), P(BRANDING_MANAGE), NO_BODY, PRIV, NORATE, "the landing page as a form" },
    { POST, "/admin/look/landing", bdg_post_landing_edit, IN, ON(ORGANISATION), P(BRANDING_MANAGE), LOOK_PICTURE, PRIV, NORATE, "saves it, publishes it, takes it down, or shows what was typed as it would be seen" },
    { GET,  "/o/{name}", bdg_get_landing, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "an organisation's landing page by its short name, once it is published" },

    /* --- signing in */
    { GET,  "/login", bdg_get_login, PUB, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "the sign-in form" },
    { POST, "/login", bdg_post_login, PUB, ON(NOTHING), P(NONE), BDG_BODY_FORM, 256 * 1024, PRIV, BDG_RATE_SIGN_IN, 0, "signs in. The cap leaves room for a form that was typed while a session ended" },
    { POST, "/login/code", bdg_post_login_code, PUB, ON(NOTHING), P(NONE), BDG_BODY_FORM, 256 * 1024, PRIV, BDG_RATE_SIGN_IN, 0, "the second factor of a sign-in: a code of the telephone, or one on paper" },
    { POST, "/me/time-zone", bdg_post_me_time_zone, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "the time zone by whose clock this person reads times" },
    { POST, "/me/username", bdg_post_me_username, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "another name to sign in with, or none" },
    { POST, "/me/language", bdg_post_me_language, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "the language that this person reads from now on" },
    { POST, "/logout", bdg_post_logout, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "signs out" },
    { GET,  "/forgot", bdg_get_forgot, PUB, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "asks for the address of a forgotten password" },
    { POST, "/forgot", bdg_post_forgot, PUB, ON(NOTHING), P(NONE), FORM, PRIV, BDG_RATE_SIGN_IN, 0, "mails a link to choose a new password, if somebody has that address" },
    { GET,  "/reset", bdg_get_reset, PUB, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "the form behind that link; looking does not use it up" },
    { POST, "/reset", bdg_post_reset, PUB, ON(NOTHING), P(NONE), FORM, PRIV, BDG_RATE_SIGN_IN, 0, "sets the password, ends all sessions, signs in" },
    { GET,  "/join", bdg_get_join, PUB, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "the page behind the link of an invitation; looking does not use it up" },
    { POST, "/join", bdg_post_join, PUB, ON(NOTHING), P(NONE), FORM, PRIV, BDG_RATE_SIGN_IN, 0, "accepts it: sets the password of a new account and signs in, or adds the places to the account that there is" },
    { GET,  "/setup", bdg_get_setup, PUB, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "the form for the first administrator, by the one-time address of the log or of badgesctl setup-link" },
    { POST, "/setup", bdg_post_setup, PUB, ON(NOTHING), P(NONE), FORM, PRIV, BDG_RATE_SIGN_IN, 0, "makes the first organisation and its administrator" },

    /* --- home, and the person's own things */
    { GET,  "/", bdg_get_home, PUB, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "what this is; the dashboard for who is signed in" },
    { GET,  "/admin", bdg_get_dashboard, IN, ON(ORGANISATION), P(NONE), NO_BODY, PRIV, NORATE, "the dashboard" },
    { POST, "/admin/organisation", bdg_post_organisation, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "shows another organisation from now on" },

    /* --- recipients: in by a mailed link; what they hold, whoever awarded it */
    { GET,  "/me/start", bdg_get_me_start, PUB, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "asks for the address whose credentials somebody wants to see" },
    { POST, "/me/start", bdg_post_me_start, PUB, ON(NOTHING), P(NONE), FORM, PRIV, BDG_RATE_SIGN_IN, 0, "mails a link that proves the address, if anything is here for it" },
    { GET,  "/me/proof", bdg_get_me_proof, PUB, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "the button behind that link; looking does not use it up" },
    { POST, "/me/proof", bdg_post_me_proof, PUB, ON(NOTHING), P(NONE), FORM, PRIV, BDG_RATE_SIGN_IN, 0, "proves the address: signs in, or adds it to the account that asked" },
    { GET,  "/me", bdg_get_me, IN, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "all credentials to the person's proven addresses, of all organisations" },
    { GET,  "/me/credentials/{id}", bdg_get_me_credential, IN, ON(MY_CREDENTIAL), P(NONE), NO_BODY, PRIV, NORATE, "one of them: what it says, what to do with it" },
    { POST, "/me/credentials/{id}/accept", bdg_post_me_accept, IN, ON(MY_CREDENTIAL), P(NONE), FORM, PRIV, NORATE, "accepts it" },
    { GET,  "/me/credentials/{id}/reject", bdg_get_me_reject, IN, ON(MY_CREDENTIAL), P(NONE), NO_BODY, PRIV, NORATE, "says what rejecting does" },
    { POST, "/me/credentials/{id}/reject", bdg_post_me_reject, IN, ON(MY_CREDENTIAL), P(NONE), FORM, PRIV, NORATE, "rejects it: its public page no longer says whose it is" },
    { POST, "/me/credentials/{id}/hide", bdg_post_me_hide, IN, ON(MY_CREDENTIAL), P(NONE), FORM, PRIV, NORATE, "puts it aside" },
    { POST, "/me/credentials/{id}/show", bdg_post_me_show, IN, ON(MY_CREDENTIAL), P(NONE), FORM, PRIV, NORATE, "brings it back" },
    { POST, "/me/credentials/{id}/collect", bdg_post_me_credential_collect, IN, ON(MY_CREDENTIAL), P(NONE), FORM, PRIV, NORATE, "puts it into a collection, or into a new one" },
    { GET,  "/me/collections", bdg_get_me_collections, IN, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "the person's collections" },
    { GET,  "/me/collections/new", bdg_get_me_collection_new, IN, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "the form for a new one" },
    { POST, "/me/collections/new", bdg_post_me_collection_new, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "makes it" },
    { GET,  "/me/collections/{id}", bdg_get_me_collection, IN, ON(MY_COLLECTION), P(NONE), NO_BODY, PRIV, NORATE, "one collection: what is in it, in which order" },
    { POST, "/me/collections/{id}/items", bdg_post_me_collection_items, IN, ON(MY_COLLECTION), P(NONE), FORM, PRIV, NORATE, "moves one of them, or takes it out" },
    { GET,  "/me/collections/{id}/edit", bdg_get_me_collection_edit, IN, ON(MY_COLLECTION), P(NONE), NO_BODY, PRIV, NORATE, "name, text, who may see it, as a form" },
    { POST, "/me/collections/{id}/edit", bdg_post_me_collection_edit, IN, ON(MY_COLLECTION), P(NONE), FORM, PRIV, NORATE, "changes them" },
    { GET,  "/me/collections/{id}/delete", bdg_get_me_collection_delete, IN, ON(MY_COLLECTION), P(NONE), NO_BODY, PRIV, NORATE, "says what deleting does" },
    { POST, "/me/collections/{id}/delete", bdg_post_me_collection_delete, IN, ON(MY_COLLECTION), P(NONE), FORM, PRIV, NORATE, "deletes the collection, not what is in it" },
    { GET,  "/me/imported", bdg_get_me_imported_list, IN, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "badges brought from elsewhere" },
    { GET,  "/me/imported/new", bdg_get_me_import, IN, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "asks for a file or an address" },
    { POST, "/me/imported/new", bdg_post_me_import, IN, ON(NOTHING), P(NONE), BDG_BODY_MULTIPART, 5 << 20, PRIV, NORATE, "verifies it, and keeps it unless it is not valid" },
    { GET,  "/me/imported/{id}", bdg_get_me_imported, IN, ON(MY_IMPORTED), P(NONE), NO_BODY, PRIV, NORATE, "one of them, with the verdict of its last check" },
    { GET,  "/me/imported/{id}/image", bdg_get_me_imported_image, IN, ON(MY_IMPORTED), P(NONE), NO_BODY, PRIV, NORATE, "its picture" },
    { GET,  "/me/imported/{id}/file", bdg_get_me_imported_file, IN, ON(MY_IMPORTED), P(NONE), NO_BODY, PRIV, NORATE, "what was brought, byte for byte" },
    { POST, "/me/imported/{id}/check", bdg_post_me_imported_check, IN, ON(MY_IMPORTED), P(NONE), FORM, PRIV, NORATE, "checks it again" },
    { POST, "/me/imported/{id}/collect", bdg_post_me_imported_collect, IN, ON(MY_IMPORTED), P(NONE), FORM, PRIV, NORATE, "puts it into a collection, or into a new one" },
    { GET,  "/me/imported/{id}/delete", bdg_get_me_imported_delete, IN, ON(MY_IMPORTED), P(NONE), NO_BODY, PRIV, NORATE, "says what removing does" },
    { POST, "/me/imported/{id}/delete", bdg_post_me_imported_delete, IN, ON(MY_IMPORTED), P(NONE), FORM, PRIV, NORATE, "removes it" },
    { GET,  "/me/account", bdg_get_me_account, IN, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "the person's name, addresses, password and devices" },
    { POST, "/me/account/name", bdg_post_me_name, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "changes the name" },
    { POST, "/me/addresses", bdg_post_me_address, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "mails a link to an address that is to be added" },
    { POST, "/me/addresses/main", bdg_post_me_address_main, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "signs in with another of the proven addresses" },
    { POST, "/me/addresses/remove", bdg_post_me_address_remove, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "takes one off" },
    { POST, "/me/password", bdg_post_me_password, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "changes the password; all other sessions end" },
    { POST, "/me/password/first", bdg_post_me_password_first, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "mails a link to choose a password, where there is none" },
    { GET,  "/me/picture", bdg_get_me_picture, IN, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "what the person looks like" },
    { POST, "/me/picture", bdg_post_me_picture, IN, ON(NOTHING), P(NONE), BDG_BODY_MULTIPART, BDG_ACCOUNT_PICTURE_MAX + 65536, PRIV, NORATE, "takes a picture: PNG, JPEG or GIF, of any size" },
    { POST, "/me/picture/remove", bdg_post_me_picture_remove, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "removes it" },
    { GET,  "/me/second-factor", bdg_get_me_second_factor, IN, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "two-factor authentication: how it stands, or the QR code while it is set up" },
    { POST, "/me/second-factor/begin", bdg_post_me_second_factor_begin, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "begins to set it up" },
    { POST, "/me/second-factor/finish", bdg_post_me_second_factor_finish, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "a code proves that it works; shows the recovery codes, once" },
    { POST, "/me/second-factor/codes", bdg_post_me_second_factor_codes, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "new recovery codes; those of before do not work any more" },
    { POST, "/me/second-factor/end", bdg_post_me_second_factor_end, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "switches it off" },
    { POST, "/me/sessions/end", bdg_post_me_session_end, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "signs one device out" },
    { POST, "/me/sign-out", bdg_post_me_sign_out, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "signs out everywhere" },
    { GET,  "/me/account/erase", bdg_get_me_erase, IN, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "says what erasing the account does" },
    { POST, "/me/account/erase", bdg_post_me_erase, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "erases the account" },
    { GET,  "/collections/{id}", bdg_get_collection, PUB, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "a person's collection, for whoever has its address" },
    { GET,  "/collections/{id}/imported/{id}", bdg_get_collection_image, PUB, ON(NOTHING), P(NONE), NO_BODY, IMG, NORATE, "the picture of an imported badge in it" },

    /* --- organisations: the tree, and the place of each in it */
    { GET,  "/admin/organisations", bdg_get_organisations, IN, ON(ORGANISATION), P(NONE), NO_BODY, PRIV, NORATE, "the tree of all that the person's roles reach, opened at one of them; or what a search finds in it" },
    { GET,  "/admin/organisations/choose", bdg_get_organisation_choose, IN, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "all that the person may switch to: the latest, and a search" },
    { GET,  "/admin/organisations/{id}", bdg_get_organisation, IN, ON(ORGANISATION_NODE), P(NONE), NO_BODY, PRIV, NORATE, "one organisation: what it is and holds" },
    { GET,  "/admin/organisations/{id}/level", bdg_get_organisation_level, IN, ON(ORGANISATION_NODE), P(NONE), NO_BODY, PRIV, NORATE, "the level below it, for the tree" },
    { GET,  "/admin/organisations/{id}/new", bdg_get_organisation_new, IN, ON(ORGANISATION_NODE), P(ORGANISATION_MANAGE), NO_BODY, PRIV, NORATE, "the form for one more below it" },
    { POST, "/admin/organisations/{id}/new", bdg_post_organisation_new, IN, ON(ORGANISATION_NODE), P(ORGANISATION_MANAGE), FORM, PRIV, NORATE, "makes it" },
    { GET,  "/admin/organisations/{id}/edit", bdg_get_organisation_edit, IN, ON(ORGANISATION_NODE), P(ORGANISATION_MANAGE), NO_BODY, PRIV, NORATE, "name, address and description, as a form" },
    { POST, "/admin/organisations/{id}/edit", bdg_post_organisation_edit, IN, ON(ORGANISATION_NODE), P(ORGANISATION_MANAGE), FORM, PRIV, NORATE, "changes them; the old address leads to the new one" },
    { GET,  "/admin/organisations/{id}/move", bdg_get_organisation_move, IN, ON(ORGANISATION_NODE), P(ORGANISATION_MANAGE), NO_BODY, PRIV, NORATE, "where to; then who gains and who loses sight of it" },
    { POST, "/admin/organisations/{id}/move", bdg_post_organisation_move, IN, ON(ORGANISATION_NODE), P(ORGANISATION_MANAGE), FORM, PRIV, NORATE, "moves it with all below it; the places above, now and then, are asked for the permission too" },
    { GET,  "/admin/organisations/{id}/remove", bdg_get_organisation_remove, IN, ON(ORGANISATION_NODE), P(ORGANISATION_MANAGE), NO_BODY, PRIV, NORATE, "says what removing does, or what is in the way" },
    { POST, "/admin/organisations/{id}/remove", bdg_post_organisation_remove, IN, ON(ORGANISATION_NODE), P(ORGANISATION_MANAGE), FORM, PRIV, NORATE, "takes it out of the tree; the place above is asked for the permission too" },
    { POST, "/admin/organisations/{id}/restore", bdg_post_organisation_restore, IN, ON(ORGANISATION_NODE), P(ORGANISATION_MANAGE), FORM, PRIV, NORATE, "brings it back" },

    /* --- issuers */
    { GET,  "/admin/issuers", bdg_get_issuers, IN, ON(ORGANISATION), P(NONE), NO_BODY, PRIV, NORATE, "issuers: search, state, paging" },
    { GET,  "/admin/issuers/new", bdg_get_issuer_new, IN, ON(ORGANISATION), P(ISSUERS_EDIT), NO_BODY, PRIV, NORATE, "the form for a new issuer" },
    { POST, "/admin/issuers/new", bdg_post_issuer_new, IN, ON(ORGANISATION), P(ISSUERS_EDIT), PICTURE, PRIV, NORATE, "makes an issuer; its role must be for the whole organisation" },
    { GET,  "/admin/issuers/{id}", bdg_get_issuer_overview, IN, ON(ISSUER), P(NONE), NO_BODY, PRIV, NORATE, "one issuer: profile, versions, what to do" },
    { GET,  "/admin/issuers/{id}/profile", bdg_get_issuer_profile, IN, ON(ISSUER), P(ISSUERS_EDIT), NO_BODY, PRIV, NORATE, "its profile as a form" },
    { POST, "/admin/issuers/{id}/profile", bdg_post_issuer_profile, IN, ON(ISSUER), P(ISSUERS_EDIT), PICTURE, PRIV, NORATE, "changes the profile: a new version, for awards to come" },
    { GET,  "/admin/issuers/{id}/versions/{n}", bdg_get_issuer_version, IN, ON(ISSUER), P(NONE), NO_BODY, PRIV, NORATE, "one version of its profile, beside the one before" },
    { GET,  "/admin/issuers/{id}/keys", bdg_get_issuer_keys, IN, ON(ISSUER), P(ISSUERS_EDIT), NO_BODY, PRIV, NORATE, "tab Keys: what it signs with, since when" },
    { GET,  "/admin/issuers/{id}/keys/new/{kind}", bdg_get_issuer_key_new, IN, ON(ISSUER), P(ISSUERS_EDIT), NO_BODY, PRIV, NORATE, "says what a new key does" },
    { POST, "/admin/issuers/{id}/keys/new/{kind}", bdg_post_issuer_key_new, IN, ON(ISSUER), P(ISSUERS_EDIT), FORM, PRIV, NORATE, "makes a new key of this kind; the present one is retired" },
    { GET,  "/admin/issuers/{id}/staff", bdg_get_issuer_staff, IN, ON(ISSUER), P(ISSUERS_STAFF), NO_BODY, PRIV, NORATE, "tab Staff: who works for it, and as what" },
    { POST, "/admin/issuers/{id}/staff", bdg_post_issuer_staff, IN, ON(ISSUER), P(ISSUERS_STAFF), FORM, PRIV, NORATE, "adds somebody, changes what they are, or takes them off" },
    { GET,  "/admin/issuers/{id}/endorsements", bdg_get_issuer_endorsements, IN, ON(ISSUER), P(ISSUERS_EDIT), NO_BODY, PRIV, NORATE, "who stands by it" },
    { POST, "/admin/issuers/{id}/endorsements", bdg_post_issuer_endorsements, IN, ON(ISSUER), P(ISSUERS_EDIT), FORM, PRIV, NORATE, "asks for one, names one made elsewhere, or takes one back" },
    { GET,  "/admin/issuers/{id}/archive", bdg_get_issuer_archive, IN, ON(ISSUER), P(ISSUERS_EDIT), NO_BODY, PRIV, NORATE, "says what archiving does" },
    { POST, "/admin/issuers/{id}/archive", bdg_post_issuer_archive, IN, ON(ISSUER), P(ISSUERS_EDIT), FORM, PRIV, NORATE, "archives it" },
    { POST, "/admin/issuers/{id}/restore", bdg_post_issuer_restore, IN, ON(ISSUER), P(ISSUERS_EDIT), FORM, PRIV, NORATE, "brings it back" },

    /* --- roles */
    { GET,  "/admin/roles", bdg_get_roles, IN, ON(ORGANISATION), P(ROLES_ASSIGN), NO_BODY, PRIV, NORATE, "roles that can be given here: its own, from above, and those that ship" },
    { GET,  "/admin/roles/new", bdg_get_role_new, IN, ON(ORGANISATION), P(ROLES_ASSIGN), NO_BODY, PRIV, NORATE, "the form for a custom role, empty or as a copy of another" },
    { POST, "/admin/roles/new", bdg_post_role_new, IN, ON(ORGANISATION), P(ROLES_ASSIGN), FORM, PRIV, NORATE, "makes it, with nothing that its maker does not hold" },
    { GET,  "/admin/roles/{id}", bdg_get_role, IN, ON(ROLE), P(ROLES_ASSIGN), NO_BODY, PRIV, NORATE, "one role: what it may do, who holds it here and below" },
    { GET,  "/admin/roles/{id}/edit", bdg_get_role_edit, IN, ON(OWN_ROLE), P(ROLES_ASSIGN), NO_BODY, PRIV, NORATE, "a custom role as a form" },
    { POST, "/admin/roles/{id}/edit", bdg_post_role_edit, IN, ON(OWN_ROLE), P(ROLES_ASSIGN), FORM, PRIV, NORATE, "changes it, at once for whoever holds it" },
    { GET,  "/admin/roles/{id}/delete", bdg_get_role_delete, IN, ON(OWN_ROLE), P(ROLES_ASSIGN), NO_BODY, PRIV, NORATE, "says what deleting does, asks which role its holders get" },
    { POST, "/admin/roles/{id}/delete", bdg_post_role_delete, IN, ON(OWN_ROLE), P(ROLES_ASSIGN), FORM, PRIV, NORATE, "deletes it" },

    /* --- audit log */
    { GET,  "/admin/audit", bdg_get_audit, IN, ON(ORGANISATION), P(AUDIT_VIEW), NO_BODY, PRIV, NORATE, "who did what, when, from where, here and below: filters, paging" },
    { GET,  "/admin/audit.csv", bdg_get_audit_csv, IN, ON(ORGANISATION), P(AUDIT_VIEW), NO_BODY, PRIV, NORATE, "the same as a file; streamed" },

    /* --- graphics library */
    { GET,  "/admin/graphics", bdg_get_graphics, IN, ON(ORGANISATION), P(NONE), NO_BODY, PRIV, NORATE, "the library: search, tag, state, order, paging" },
    { GET,  "/admin/graphics/new", bdg_get_graphic_new, IN, ON(ORGANISATION), P(GRAPHICS_EDIT), NO_BODY, PRIV, NORATE, "the form for a new graphic" },
    { POST, "/admin/graphics/new", bdg_post_graphic_new, IN, ON(ORGANISATION), P(GRAPHICS_EDIT), PICTURE, PRIV, NORATE, "takes a PNG, SVG, JPEG or GIF into the library" },
    { GET,  "/admin/graphics/draw", bdg_get_graphic_draw, IN, ON(ORGANISATION), P(GRAPHICS_EDIT), NO_BODY, PRIV, NORATE, "the designer; from=a design of the gallery, copy=a drawn graphic" },
    { POST, "/admin/graphics/draw", bdg_post_graphic_draw, IN, ON(ORGANISATION), P(GRAPHICS_EDIT), PICTURE, PRIV, NORATE, "a look at the design (htmx, or preview), or, saved, a new graphic" },
    { GET,  "/admin/graphics/{id}", bdg_get_graphic, IN, ON(GRAPHIC), P(NONE), NO_BODY, PRIV, NORATE, "one graphic: picture, where it is used" },
    { GET,  "/admin/graphics/{id}/image", bdg_get_graphic_image, IN, ON(GRAPHIC), P(NONE), NO_BODY, PRIV, NORATE, "its picture, SVG or PNG; ETag by revision" },
    { GET,  "/admin/graphics/{id}/edit", bdg_get_graphic_edit, IN, ON(GRAPHIC), P(GRAPHICS_EDIT), NO_BODY, PRIV, NORATE, "its name and picture as a form" },
    { POST, "/admin/graphics/{id}/edit", bdg_post_graphic_edit, IN, ON(GRAPHIC), P(GRAPHICS_EDIT), PICTURE, PRIV, NORATE, "changes them; a new picture shows at once on every credential" },
    { GET,  "/admin/graphics/{id}/draw", bdg_get_graphic_redraw, IN, ON(GRAPHIC), P(GRAPHICS_EDIT), NO_BODY, PRIV, NORATE, "the designer, with the design of a drawn graphic" },
    { POST, "/admin/graphics/{id}/draw", bdg_post_graphic_redraw, IN, ON(GRAPHIC), P(GRAPHICS_EDIT), PICTURE, PRIV, NORATE, "a look at it, or changes it; shows at once on every credential" },
    { GET,  "/admin/graphics/{id}/archive", bdg_get_graphic_archive, IN, ON(GRAPHIC), P(GRAPHICS_EDIT), NO_BODY, PRIV, NORATE, "says what archiving does" },
    { POST, "/admin/graphics/{id}/archive", bdg_post_graphic_archive, IN, ON(GRAPHIC), P(GRAPHICS_EDIT), FORM, PRIV, NORATE, "archives it" },
    { POST, "/admin/graphics/{id}/restore", bdg_post_graphic_restore, IN, ON(GRAPHIC), P(GRAPHICS_EDIT), FORM, PRIV, NORATE, "brings it back" },

    /* --- skills frameworks: their ids are looked for within the organisation shown */
    { GET,  "/admin/frameworks", bdg_get_frameworks, IN, ON(ORGANISATION), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "skills frameworks that this organisation sees: search, state, paging" },
    { GET,  "/admin/frameworks/new", bdg_get_framework_new, IN, ON(ORGANISATION), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "asks for a framework as a file" },
    { POST, "/admin/frameworks/new", bdg_post_framework_new, IN, ON(ORGANISATION), P(BADGES_EDIT), BDG_BODY_MULTIPART, -1, PRIV, NORATE, "reads it: CASE, or a spreadsheet" },
    { GET,  "/admin/frameworks/{id}", bdg_get_framework, IN, ON(ORGANISATION), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "one framework and its skills; the handler finds it among those that this organisation sees" },
    { GET,  "/admin/frameworks/{id}/replace", bdg_get_framework_replace, IN, ON(ORGANISATION), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "asks for a newer version as a file" },
    { POST, "/admin/frameworks/{id}/replace", bdg_post_framework_replace, IN, ON(ORGANISATION), P(BADGES_EDIT), BDG_BODY_MULTIPART, -1, PRIV, NORATE, "reads it, and puts it in the place of this one" },
    { GET,  "/admin/frameworks/{id}/archive", bdg_get_framework_archive, IN, ON(ORGANISATION), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "says what archiving does" },
    { POST, "/admin/frameworks/{id}/archive", bdg_post_framework_archive, IN, ON(ORGANISATION), P(BADGES_EDIT), FORM, PRIV, NORATE, "archives it" },
    { POST, "/admin/frameworks/{id}/restore", bdg_post_framework_restore, IN, ON(ORGANISATION), P(BADGES_EDIT), FORM, PRIV, NORATE, "brings it back" },

    /* --- managing badges */
    { GET,  "/admin/badges", bdg_get_badges, IN, ON(ORGANISATION), P(NONE), NO_BODY, PRIV, NORATE, "badge classes: search, issuer, state, paging" },
    { GET,  "/admin/badges/new", bdg_get_badge_new, IN, ON(ORGANISATION), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "the form for a new badge class" },
    { POST, "/admin/badges/new", bdg_post_badge_new, IN, ON(ORGANISATION), P(BADGES_EDIT), FORM, PRIV, NORATE, "makes a draft" },
    { GET,  "/admin/badges/{id}", bdg_get_badge_overview, IN, ON(BADGE_CLASS), P(NONE), NO_BODY, PRIV, NORATE, "one badge class: what it is, what it lacks, what to do" },
    { GET,  "/admin/badges/{id}/versions/{n}", bdg_get_badge_wording, IN, ON(BADGE_CLASS), P(NONE), NO_BODY, PRIV, NORATE, "its wording as it was" },
    { GET,  "/admin/badges/{id}/details", bdg_get_badge_details, IN, ON(BADGE_CLASS), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "tab Details" },
    { POST, "/admin/badges/{id}/details", bdg_post_badge_details, IN, ON(BADGE_CLASS), P(BADGES_EDIT), FORM, PRIV, NORATE, "name, description, language, issuer, tags" },
    { GET,  "/admin/badges/{id}/graphics", bdg_get_badge_graphics, IN, ON(BADGE_CLASS), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "tab Graphics" },
    { POST, "/admin/badges/{id}/graphics", bdg_post_badge_graphics, IN, ON(BADGE_CLASS), P(BADGES_EDIT), PICTURE, PRIV, NORATE, "a graphic of the library, or a new one" },
    { GET,  "/admin/badges/{id}/criteria", bdg_get_badge_criteria_tab, IN, ON(BADGE_CLASS), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "tab Criteria" },
    { POST, "/admin/badges/{id}/criteria", bdg_post_badge_criteria_tab, IN, ON(BADGE_CLASS), P(BADGES_EDIT), BDG_BODY_FORM, 256 * 1024, PRIV, NORATE, "criteria, or a preview of them" },
    { GET,  "/admin/badges/{id}/attributes", bdg_get_badge_attributes, IN, ON(BADGE_CLASS), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "tab Attributes" },
    { POST, "/admin/badges/{id}/attributes", bdg_post_badge_attributes, IN, ON(BADGE_CLASS), P(BADGES_EDIT), BDG_BODY_FORM, 1024 * 1024, PRIV, NORATE, "attributes, or a row more, less or elsewhere" },
    { GET,  "/admin/badges/{id}/alignments", bdg_get_badge_alignments, IN, ON(BADGE_CLASS), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "tab Alignments" },
    { POST, "/admin/badges/{id}/alignments", bdg_post_badge_alignments, IN, ON(BADGE_CLASS), P(BADGES_EDIT), BDG_BODY_FORM, 512 * 1024, PRIV, NORATE, "alignments, or a row more, less or elsewhere" },
    { GET,  "/admin/badges/{id}/related", bdg_get_badge_related, IN, ON(BADGE_CLASS), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "tab Related badges" },
    { POST, "/admin/badges/{id}/related", bdg_post_badge_related, IN, ON(BADGE_CLASS), P(BADGES_EDIT), BDG_BODY_FORM, 256 * 1024, PRIV, NORATE, "related badges, or a row more, less or elsewhere" },
    { GET,  "/admin/badges/{id}/languages", bdg_get_badge_languages, IN, ON(BADGE_CLASS), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "tab Languages" },
    { POST, "/admin/badges/{id}/languages", bdg_post_badge_languages, IN, ON(BADGE_CLASS), P(BADGES_EDIT), BDG_BODY_FORM, 4 << 20, PRIV, NORATE, "its words in other languages, or a row more, less or elsewhere" },
    { GET,  "/admin/badges/{id}/endorsements", bdg_get_badge_endorsements, IN, ON(BADGE_CLASS), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "tab Endorsements" },
    { POST, "/admin/badges/{id}/endorsements", bdg_post_badge_endorsements, IN, ON(BADGE_CLASS), P(BADGES_EDIT), FORM, PRIV, NORATE, "asks for one, names one made elsewhere, or takes one back" },
    { GET,  "/admin/badges/{id}/settings", bdg_get_badge_settings, IN, ON(BADGE_CLASS), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "tab General settings" },
    { POST, "/admin/badges/{id}/settings", bdg_post_badge_settings, IN, ON(BADGE_CLASS), P(BADGES_EDIT), FORM, PRIV, NORATE, "duplicates, expiry" },
    { GET,  "/admin/badges/{id}/copy", bdg_get_badge_copy, IN, ON(BADGE_CLASS), P(BADGES_EDIT), NO_BODY, PRIV, NORATE, "asks for the name of a copy, and its organisation" },
    { POST, "/admin/badges/{id}/copy", bdg_post_badge_copy, IN, ON(BADGE_CLASS), P(BADGES_EDIT), FORM, PRIV, NORATE, "makes a draft with the same wording" },
    { POST, "/admin/badges/{id}/publish", bdg_post_badge_publish, IN, ON(BADGE_CLASS), P(BADGES_PUBLISH), FORM, PRIV, NORATE, "publishes it, or says what is missing" },
    { GET,  "/admin/badges/{id}/withdraw", bdg_get_badge_withdraw, IN, ON(BADGE_CLASS), P(BADGES_PUBLISH), NO_BODY, PRIV, NORATE, "says what withdrawing does" },
    { POST, "/admin/badges/{id}/withdraw", bdg_post_badge_withdraw, IN, ON(BADGE_CLASS), P(BADGES_PUBLISH), FORM, PRIV, NORATE, "withdraws it" },
    { GET,  "/admin/badges/{id}/archive", bdg_get_badge_archive, IN, ON(BADGE_CLASS), P(BADGES_PUBLISH), NO_BODY, PRIV, NORATE, "says what archiving does" },
    { POST, "/admin/badges/{id}/archive", bdg_post_badge_archive, IN, ON(BADGE_CLASS), P(BADGES_PUBLISH), FORM, PRIV, NORATE, "archives it" },
    { POST, "/admin/badges/{id}/restore", bdg_post_badge_restore, IN, ON(BADGE_CLASS), P(BADGES_PUBLISH), FORM, PRIV, NORATE, "brings it back" },

    /* --- credentials */
    { GET,  "/admin/credentials", bdg_get_credentials, IN, ON(ORGANISATION), P(REPORTS_VIEW), NO_BODY, PRIV, NORATE, "all that was awarded: search, filters, paging" },
    { POST, "/admin/credentials/chosen", bdg_post_credentials_chosen, IN, ON(ORGANISATION), P(REPORTS_VIEW), FORM, PRIV, NORATE, "what to do with those that were chosen; each asks its own permission" },
    { POST, "/admin/credentials/revoke", bdg_post_credentials_revoke, IN, ON(ORGANISATION), P(ASSERTIONS_REVOKE), FORM, PRIV, NORATE, "revokes several, or all that match" },
    { GET,  "/admin/revocations/{id}", bdg_get_revocation, IN, ON(ORGANISATION), P(ASSERTIONS_REVOKE), NO_BODY, PRIV, NORATE, "what became of several that were revoked" },
    { GET,  "/admin/credentials/new", bdg_get_credential_new, IN, ON(ORGANISATION), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "the form to issue one" },
    { POST, "/admin/credentials/new", bdg_post_credential_new, IN, ON(ORGANISATION), P(ASSERTIONS_ISSUE), BDG_BODY_FORM, 512 * 1024, PRIV, NORATE, "issues one; the cap leaves room for five narratives" },
    { GET,  "/admin/credentials/{id}", bdg_get_credential, IN, ON(ASSERTION), P(REPORTS_VIEW), NO_BODY, PRIV, NORATE, "one credential: who, what, why, mails, history" },
    { GET,  "/admin/credentials/{id}/revoke", bdg_get_credential_revoke, IN, ON(ASSERTION), P(ASSERTIONS_REVOKE), NO_BODY, PRIV, NORATE, "says what revoking does, asks for the reason" },
    { POST, "/admin/credentials/{id}/revoke", bdg_post_credential_revoke, IN, ON(ASSERTION), P(ASSERTIONS_REVOKE), FORM, PRIV, NORATE, "revokes it, for good" },
    { POST, "/admin/credentials/{id}/mail", bdg_post_credential_mail, IN, ON(ASSERTION), P(ASSERTIONS_ISSUE), FORM, PRIV, NORATE, "sends its mail once more" },

    /* --- endorsements */
    { GET,  "/admin/credentials/{id}/endorsements", bdg_get_credential_endorsements, IN, ON(ASSERTION), P(ASSERTIONS_UPDATE), NO_BODY, PRIV, NORATE, "who stands by this award" },
    { POST, "/admin/credentials/{id}/endorsements", bdg_post_credential_endorsements, IN, ON(ASSERTION), P(ASSERTIONS_UPDATE), FORM, PRIV, NORATE, "asks for one, names one made elsewhere, or takes one back" },
    { GET,  "/admin/endorsements", bdg_get_endorsements, IN, ON(ORGANISATION), P(ISSUERS_EDIT), NO_BODY, PRIV, NORATE, "what our issuers are asked to endorse, and what they endorsed" },
    { GET,  "/admin/endorsements/{id}", bdg_get_endorsement_asked, IN, ON(ENDORSEMENT), P(ISSUERS_EDIT), NO_BODY, PRIV, NORATE, "one of them: what it is of, and the answer" },
    { POST, "/admin/endorsements/{id}", bdg_post_endorsement_asked, IN, ON(ENDORSEMENT), P(ISSUERS_EDIT), FORM, PRIV, NORATE, "endorses, or declines" },
    { GET,  "/admin/endorsements/{id}/revoke", bdg_get_endorsement_revoke, IN, ON(ENDORSEMENT), P(ISSUERS_EDIT), NO_BODY, PRIV, NORATE, "says what revoking does, asks for the reason" },
    { POST, "/admin/endorsements/{id}/revoke", bdg_post_endorsement_revoke, IN, ON(ENDORSEMENT), P(ISSUERS_EDIT), FORM, PRIV, NORATE, "revokes it, for good" },

    /* --- messages */
    { GET,  "/admin/messages", bdg_get_messages, IN, ON(ORGANISATION), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "mails that wait, were sent, or failed" },
    { POST, "/admin/messages/again", bdg_post_messages_again, IN, ON(ORGANISATION), P(ASSERTIONS_ISSUE), FORM, PRIV, NORATE, "sends all again that failed and match" },
    { POST, "/admin/messages/cancel", bdg_post_messages_cancel, IN, ON(ORGANISATION), P(ASSERTIONS_ISSUE), FORM, PRIV, NORATE, "cancels all that wait and match" },
    { POST, "/admin/messages/{key}/again", bdg_post_message_again, IN, ON(OUTBOX), P(ASSERTIONS_ISSUE), FORM, PRIV, NORATE, "sends one again" },
    { POST, "/admin/messages/{key}/cancel", bdg_post_message_cancel, IN, ON(OUTBOX), P(ASSERTIONS_ISSUE), FORM, PRIV, NORATE, "cancels one that waits" },
    { GET,  "/admin/mail-texts", bdg_get_mail_texts, IN, ON(ORGANISATION), P(BRANDING_MANAGE), NO_BODY, PRIV, NORATE, "the mails that the organisation may word itself, by language" },
    { GET,  "/admin/mail-texts/{name}", bdg_get_mail_text, IN, ON(ORGANISATION), P(BRANDING_MANAGE), NO_BODY, PRIV, NORATE, "one text as a form, with a preview" },
    { POST, "/admin/mail-texts/{name}", bdg_post_mail_text, IN, ON(ORGANISATION), P(BRANDING_MANAGE), BDG_BODY_FORM, 256 * 1024, PRIV, NORATE, "saves it, shows it with the values of an award, mails a test to oneself, or goes back to the text above" },

    /* --- security */
    { GET,  "/admin/security", bdg_get_security, IN, ON(ORGANISATION), P(ORGANISATION_MANAGE), NO_BODY, PRIV, NORATE, "what the organisation asks of everybody who signs in" },
    { POST, "/admin/security", bdg_post_security, IN, ON(ORGANISATION), P(ORGANISATION_MANAGE), FORM, PRIV, NORATE, "asks everybody here and below for two factors, or no longer" },

    /* --- people and groups */
    { GET,  "/admin/people", bdg_get_people, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "people of the organisation and below it: search, filters, order, paging" },
    { GET,  "/admin/people/new", bdg_get_person_new, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "asks whom to invite, where, and with which role" },
    { POST, "/admin/people/new", bdg_post_person_new, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "invites them, or adds somebody who is here to another place" },
    { POST, "/admin/people/chosen", bdg_post_people_chosen, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "says what one act on those chosen, or on all that match, would do" },
    { POST, "/admin/people/acts", bdg_post_people_acts, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "does it" },
    { GET,  "/admin/people/acts/{id}", bdg_get_people_act, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "how far that is, and what became of each" },
    { POST, "/admin/people/acts/{id}/undo", bdg_post_people_act_undo, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "undoes what it did in groups" },
    { GET,  "/admin/people/imports", bdg_get_people_imports, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "files of people of the last 30 days" },
    { GET,  "/admin/people/imports/new", bdg_get_people_import_new, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "asks for the file, and where its people shall belong" },
    { POST, "/admin/people/imports/new", bdg_post_people_import_new, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), BDG_BODY_MULTIPART, -1, PRIV, NORATE, "takes a spreadsheet of people; nobody is invited by it" },
    { GET,  "/admin/people/imports/template.csv", bdg_get_people_import_template, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "the headings of such a file" },
    { GET,  "/admin/people/imports/{id}", bdg_get_people_import, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "where it stands: the check, what was found, how far it is, what became of each row" },
    { GET,  "/admin/people/imports/{id}/columns", bdg_get_people_import_columns, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "what the columns mean" },
    { POST, "/admin/people/imports/{id}/columns", bdg_post_people_import_columns, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), BDG_BODY_FORM, 256 * 1024, PRIV, NORATE, "says it; all rows are checked again" },
    { POST, "/admin/people/imports/{id}/begin", bdg_post_people_import_begin, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "confirms: people are invited and added in the background" },
    { POST, "/admin/people/imports/{id}/undo", bdg_post_people_import_undo, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "takes back what it gave" },
    { POST, "/admin/people/imports/{id}/discard", bdg_post_people_import_discard, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "throws the file away; nobody was invited yet" },
    { GET,  "/admin/people/imports/{id}/wrong.csv", bdg_get_people_import_wrong, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "the wrong rows with the reasons, to be corrected and uploaded" },
    { GET,  "/admin/people/imports/{id}/results.csv", bdg_get_people_import_results, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "every row with what became of it" },
    { GET,  "/admin/people/{id}", bdg_get_person, IN, ON(PERSON), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "one person: places, roles, credentials, activity" },
    { GET,  "/admin/people/{id}/edit", bdg_get_person_edit, IN, ON(PERSON), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "names, username, external id" },
    { POST, "/admin/people/{id}/edit", bdg_post_person_edit, IN, ON(PERSON), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "changes them" },
    { POST, "/admin/people/{id}/remind", bdg_post_person_remind, IN, ON(PERSON), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "sends the invitation again" },
    { GET,  "/admin/people/{id}/suspend", bdg_get_person_suspend, IN, ON(PERSON), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "says what suspending does" },
    { POST, "/admin/people/{id}/suspend", bdg_post_person_suspend, IN, ON(PERSON), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "suspends" },
    { POST, "/admin/people/{id}/unsuspend", bdg_post_person_unsuspend, IN, ON(PERSON), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "ends that" },
    { GET,  "/admin/people/{id}/erase", bdg_get_person_erase, IN, ON(PERSON), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "says what erasing does" },
    { POST, "/admin/people/{id}/erase", bdg_post_person_erase, IN, ON(PERSON), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "erases, for good" },
    { POST, "/admin/people/{id}/remove", bdg_post_person_remove, IN, ON(PERSON), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "takes them out of a place" },
    { POST, "/admin/people/{id}/place", bdg_post_person_place, IN, ON(PERSON), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "gives them a place, or another role in one" },
    { GET,  "/admin/groups", bdg_get_groups, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "groups of people: search, paging" },
    { GET,  "/admin/groups/new", bdg_get_group_new, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "asks for a new group's name" },
    { POST, "/admin/groups/new", bdg_post_group_new, IN, ON(ORGANISATION), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "makes a group" },
    { GET,  "/admin/groups/{id}", bdg_get_group, IN, ON(PEOPLE_GROUP), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "one group and its members" },
    { GET,  "/admin/groups/{id}/edit", bdg_get_group_edit, IN, ON(PEOPLE_GROUP), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "its name and description" },
    { POST, "/admin/groups/{id}/edit", bdg_post_group_edit, IN, ON(PEOPLE_GROUP), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "changes them" },
    { GET,  "/admin/groups/{id}/delete", bdg_get_group_delete, IN, ON(PEOPLE_GROUP), P(PEOPLE_MANAGE), NO_BODY, PRIV, NORATE, "says what deleting does" },
    { POST, "/admin/groups/{id}/delete", bdg_post_group_delete, IN, ON(PEOPLE_GROUP), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "deletes it; its people stay" },
    { POST, "/admin/groups/{id}/add", bdg_post_group_add, IN, ON(PEOPLE_GROUP), P(PEOPLE_MANAGE), FORM, PRIV, NORATE, "takes people in by their addresses" },

    /* --- search */
    { GET,  "/admin/search", bdg_get_search, IN, ON(ORGANISATION), P(NONE), NO_BODY, PRIV, NORATE, "search over everything; each kind asks its own permission" },

    /* --- batches */
    { GET,  "/admin/badges/{id}/template.csv", bdg_get_badge_template, IN, ON(BADGE_CLASS), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "the headings of a file for this badge" },
    { GET,  "/admin/batches", bdg_get_batches, IN, ON(ORGANISATION), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "batches: search, state, paging" },
    { GET,  "/admin/batches/new", bdg_get_batch_new, IN, ON(ORGANISATION), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "step 1: name and badge" },
    { POST, "/admin/batches/new", bdg_post_batch_new, IN, ON(ORGANISATION), P(ASSERTIONS_ISSUE), FORM, PRIV, NORATE, "makes a batch; the badge is asked for the permission too" },
    { GET,  "/admin/batches/{id}", bdg_get_batch, IN, ON(BATCH), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "where it stands; once it is over, what became of each row" },
    { GET,  "/admin/batches/{id}/name", bdg_get_batch_name, IN, ON(BATCH), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "step 1 again" },
    { POST, "/admin/batches/{id}/name", bdg_post_batch_name, IN, ON(BATCH), P(ASSERTIONS_ISSUE), FORM, PRIV, NORATE, "another name or badge" },
    { GET,  "/admin/batches/{id}/upload", bdg_get_batch_upload, IN, ON(BATCH), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "step 2: the file" },
    { POST, "/admin/batches/{id}/upload", bdg_post_batch_upload, IN, ON(BATCH), P(ASSERTIONS_ISSUE), BDG_BODY_MULTIPART, -1, PRIV, NORATE, "takes a spreadsheet, or pasted cells; what was there goes" },
    { GET,  "/admin/batches/{id}/columns", bdg_get_batch_columns, IN, ON(BATCH), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "what the columns mean, and what has to be asked about them" },
    { POST, "/admin/batches/{id}/columns", bdg_post_batch_columns, IN, ON(BATCH), P(ASSERTIONS_ISSUE), BDG_BODY_FORM, 256 * 1024, PRIV, NORATE, "says it; all rows are checked again" },
    { GET,  "/admin/batches/{id}/check", bdg_get_batch_check, IN, ON(BATCH), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "step 3: what the check found" },
    { POST, "/admin/batches/{id}/check", bdg_post_batch_check, IN, ON(BATCH), P(ASSERTIONS_ISSUE), FORM, PRIV, NORATE, "checks again" },
    { GET,  "/admin/batches/{id}/cells", bdg_get_batch_cells, IN, ON(BATCH), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "cells with one kind of problem, to be corrected in place" },
    { POST, "/admin/batches/{id}/cells", bdg_post_batch_cells, IN, ON(BATCH), P(ASSERTIONS_ISSUE), BDG_BODY_FORM, 1024 * 1024, PRIV, NORATE, "corrects them; all rows are checked again" },
    { POST, "/admin/batches/{id}/rule", bdg_post_batch_rule, IN, ON(BATCH), P(ASSERTIONS_ISSUE), FORM, PRIV, NORATE, "mends one thing in all rows, or takes that back" },
    { GET,  "/admin/batches/{id}/duplicates", bdg_get_batch_duplicates, IN, ON(BATCH), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "how duplicates are treated in this batch" },
    { POST, "/admin/batches/{id}/duplicates", bdg_post_batch_duplicates, IN, ON(BATCH), P(ASSERTIONS_ISSUE), FORM, PRIV, NORATE, "changes that; all rows are checked again" },
    { POST, "/admin/batches/{id}/continue", bdg_post_batch_continue, IN, ON(BATCH), P(ASSERTIONS_ISSUE), FORM, PRIV, NORATE, "goes on without the rows that have errors" },
    { GET,  "/admin/batches/{id}/review", bdg_get_batch_review, IN, ON(BATCH), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "step 4: recipients, and a preview of each credential" },
    { POST, "/admin/batches/{id}/issue", bdg_post_batch_issue, IN, ON(BATCH), P(ASSERTIONS_ISSUE), FORM, PRIV, NORATE, "confirms: the credentials are issued in the background" },
    { GET,  "/admin/batches/{id}/progress", bdg_get_batch_progress, IN, ON(BATCH), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "step 5: how far that is" },
    { GET,  "/admin/batches/{id}/cancel", bdg_get_batch_cancel, IN, ON(BATCH), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "says what cancelling does" },
    { POST, "/admin/batches/{id}/cancel", bdg_post_batch_cancel, IN, ON(BATCH), P(ASSERTIONS_ISSUE), FORM, PRIV, NORATE, "stops what is not yet issued" },
    { GET,  "/admin/batches/{id}/errors.csv", bdg_get_batch_errors, IN, ON(BATCH), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "the rows with errors, with the reasons, to be corrected and uploaded again" },
    { GET,  "/admin/batches/{id}/results.csv", bdg_get_batch_results, IN, ON(BATCH), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "every row with what became of it and the address of its credential" },
    { GET,  "/admin/batches/{id}/delete", bdg_get_batch_delete, IN, ON(BATCH), P(ASSERTIONS_ISSUE), NO_BODY, PRIV, NORATE, "says what deleting does" },
    { POST, "/admin/batches/{id}/delete", bdg_post_batch_delete, IN, ON(BATCH), P(ASSERTIONS_ISSUE), FORM, PRIV, NORATE, "deletes a batch of which nothing was issued" },

    /* --- connected applications: OAuth 2.0. Programs call these (no cookies, no forms of ours), but for the page on which a person allows or refuses */
    { GET,  "/.well-known/oauth-authorization-server", bdg_get_oauth_metadata, OAUTH, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "where everything is (RFC 8414)" },
    { POST, "/oauth/register", bdg_post_oauth_register, OAUTH, ON(NOTHING), P(NONE), JSON(64 * 1024), PRIV, BDG_RATE_REGISTER, 1, "registers an application (RFC 7591). Looks at no cookie" },
    { GET,  "/oauth/authorize", bdg_get_oauth_authorize, IN, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "an application asks: the person reads what for" },
    { POST, "/oauth/authorize", bdg_post_oauth_authorize, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "allows it or not, and leads back to the application" },
    { POST, "/oauth/token", bdg_post_oauth_token, OAUTH, ON(NOTHING), P(NONE), FORM, PRIV, BDG_RATE_TOKEN, 1, "a code or a refresh token for tokens (RFC 6749). Looks at no cookie" },
    { POST, "/oauth/revoke", bdg_post_oauth_revoke, OAUTH, ON(NOTHING), P(NONE), FORM, PRIV, BDG_RATE_TOKEN, 1, "an application gives a token back (RFC 7009). Looks at no cookie" },
    { GET,  "/me/applications", bdg_get_me_applications, IN, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, "what the person connected" },
    { POST, "/me/applications/withdraw", bdg_post_me_applications_withdraw, IN, ON(NOTHING), P(NONE), FORM, PRIV, NORATE, "withdraws what one application was allowed" },

    /* --- Open Badges 3.0 API (1EdTech) */
    { GET,  "/ims/ob/v3p0/discovery", bdg_get_ob_discovery, IMSX, ON(NOTHING), P(NONE), NO_BODY, OPEN, NORATE, "the service description document: OpenAPI 3.0" },
    { GET,  "/ims/ob/v3p0/credentials", bdg_get_ob_credentials, TOKEN(CREDENTIAL_READ), ON(NOTHING), P(NONE), NO_BODY, PRIV, RATE(API), "what the person holds, in pages" },
    { POST, "/ims/ob/v3p0/credentials", bdg_post_ob_credentials, TOKEN(CREDENTIAL_UPSERT), ON(NOTHING), P(NONE), JSON(1 << 20), PRIV, RATE(UPSERT), "adds one that was awarded elsewhere, or replaces it" },
    { GET,  "/ims/ob/v3p0/profile", bdg_get_ob_profile, TOKEN(PROFILE_READ), ON(NOTHING), P(NONE), NO_BODY, PRIV, RATE(API), "the person's Profile" },
    { PUT,  "/ims/ob/v3p0/profile", bdg_put_ob_profile, TOKEN(PROFILE_UPDATE), ON(NOTHING), P(NONE), JSON(256 * 1024), PRIV, RATE(UPSERT), "puts another in its place" },

    { NULL, NULL, NULL, PUB, ON(NOTHING), P(NONE), NO_BODY, PRIV, NORATE, NULL }
};

/* One segment of a pattern against one of the path. */
static int segment_fits(const char *pat, size_t plen, const char *seg, size_t slen)
{
    if (pat[0] != '{')
        return plen == slen && !memcmp(pat, seg, plen);
    /* "{id}.json": what follows the brace must end the segment */
    const char *close = memchr(pat, '}', plen);
    size_t tail = plen - (size_t)(close + 1 - pat);
    if (slen <= tail || memcmp(seg + slen - tail, close + 1, tail))
        return 0;
    size_t n = slen - tail;
    if (!strncmp(pat, "{id}", 4)) {
        char id[BDG_ID_LEN + 1];
        if (n != BDG_ID_LEN)
            return 0;
        memcpy(id, seg, n);
        id[n] = 0;
        return bdg_id_valid(id);
    }
    if (!strncmp(pat, "{n}", 3)) {
        if (n > 9)
            return 0;
        for (size_t i = 0; i < n; i++)
            if (!isdigit((unsigned char)seg[i]))
                return 0;
        return 1;
    }
    return !tail || !memchr(seg, '.', n);
}

static int fits(const char *pattern, const char *path, const char *params[4], apr_pool_t *pool)
{
    int n = 0;
    const char *p = pattern, *s = path;
    while (*p == '/' && *s == '/') {
        p++;
        s++;
        size_t plen = strcspn(p, "/"), slen = strcspn(s, "/");
        if (!plen && !slen && !*p && !*s)
            return 1;
        if (!plen || !slen || !segment_fits(p, plen, s, slen))
            return 0;
        if (*p == '{' && n < 4) {
            const char *close = memchr(p, '}', plen);
            params[n++] = apr_pstrmemdup(pool, s, slen - (plen - (size_t)(close + 1 - p)));
        }
        p += plen;
        s += slen;
    }
    return !*p && !*s;
}

bdg_err_t *bdg_route_find(const bdg_route_t **route, const char *params[4], const char **allow, const char *method, const char *path, apr_pool_t *pool)
{
    *route = NULL;
    *allow = NULL;
    for (const bdg_route_t *r = bdg_routes; r->method; r++) {
        if (!fits(r->pattern, path, params, pool))
            continue;
        if (!strcmp(r->method, method)) {
            *route = r;
            return NULL;
        }
        const char *one = strcmp(r->method, GET) ? r->method : "GET, HEAD";
        *allow = *allow ? apr_pstrcat(pool, *allow, ", ", one, NULL) : one;
    }
    if (*allow)
        return bdg_err(BDG_E_METHOD, "This address does not take %s.", method);
    return bdg_err(BDG_E_NOT_FOUND, "There is no page at this address.");
}

bdg_voice_e bdg_route_voice(const bdg_route_t *route, const char *path)
{
    if (route)
        return route->voice;
    if (!strncmp(path, "/ims/", 5))
        return BDG_VOICE_IMSX;
    if (!strncmp(path, "/api/", 5))
        return BDG_VOICE_API;
    return !strcmp(path, "/oauth/token") || !strcmp(path, "/oauth/register") || !strcmp(path, "/oauth/revoke") ? BDG_VOICE_OAUTH : BDG_VOICE_PAGE;
}

int bdg_route_csrf(const bdg_route_t *r) { return strcmp(r->method, GET) && r->entry != BDG_ENTRY_TOKEN && !r->csrf_exempt; }

json_t *bdg_routes_json(apr_pool_t *pool)
{
    static const char *const entry[] = { "public", "signed_in", "token" };
    static const char *const voice[] = { "page", "oauth", "imsx", "api" };
    static const char *const on[] = { "nothing", "organisation", "issuer", "graphic", "badge_class", "assertion", "batch", "outbox", "endorsement", "organisation_node", "people_group", "person", "role", "own_role", "my_credential", "my_collection", "my_imported" };
    static const char *const body[] = { "none", "form", "multipart", "raw" };
    static const char *const cache[] = { "private", "public", "image", "forever" };
    static const char *const rate[] = { "none", "sign_in", "check", "register", "token", "api", "upsert" };
    json_t *list = json_array();
    for (const bdg_route_t *r = bdg_routes; r->method; r++) {
        json_t *o = json_object();
        bdg_json_str(o, "method", r->method);
        bdg_json_str(o, "pattern", r->pattern);
        bdg_json_str(o, "entry", entry[r->entry]);
        bdg_json_str(o, "scope", r->scope ? bdg_scopes_write(r->scope, pool) : NULL);
        bdg_json_str(o, "voice", voice[r->voice]);
        bdg_json_str(o, "on", on[r->on]);
        bdg_json_str(o, "permission", r->permission == BDG_PERM_NONE ? NULL : bdg_perm_name(r->permission));
        bdg_json_str(o, "body", body[r->body]);
        bdg_json_int(o, "body_cap", r->body_cap ? r->body_cap : 65536);
        bdg_json_str(o, "cache", cache[r->cache]);
        bdg_json_str(o, "rate", rate[r->rate]);
        bdg_json_bool(o, "csrf", bdg_route_csrf(r));
        bdg_json_str(o, "doc", r->doc);
        bdg_json_add(list, o);
    }
    return list;
}
