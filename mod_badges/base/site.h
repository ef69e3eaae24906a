/* What the operator configured: one value per Badges* directive, used by the module and by badgesctl alike.
 * The table bdg_settings[] is the only list of directives: name, kind, default, one line of documentation. */
#ifndef BDG_SITE_H
#define BDG_SITE_H
#include "base/err.h"
#include <apr_pools.h>

/*  X(FIELD, directive, kind, default, documentation) ; kind: S text, I integer, B on/off, Z size (bytes, K, M, G) */
#define BDG_SETTINGS(X) \
    X(base_url, "BadgesBaseURL", S, NULL, "The public address everything hangs from, with scheme and prefix: https://badges.example.org/ or https://www.example.org/badges/. Addresses in badges are made from this and nothing else") \
    X(htdocs, "BadgesHtdocs", S, "/usr/share/mod_badges/htdocs", "Folder that holds templates/ and static/") \
    X(locale, "BadgesLocale", S, "/usr/share/mod_badges/locale", "Folder of the catalogues of other languages than English: de.mo and so on. Each that lies there is offered") \
    X(tmp_dir, "BadgesTmpDir", S, "/tmp", "Folder for uploads while they are read; writable by the server's children") \
    X(render, "BadgesRender", S, "/usr/lib/mod_badges/badges-render", "The helper program that decodes and draws pictures") \
    X(smtp_url, "BadgesSMTP", S, NULL, "Mail server: smtp://host:port, or smtps://host:port. Without it mails wait in the outbox") \
    X(smtp_user, "BadgesSMTPUser", S, NULL, "User name for the mail server") \
    X(smtp_password, "BadgesSMTPPassword", S, NULL, "Password for the mail server, or exec:/path/to/program that prints it") \
    X(mail_from, "BadgesMailFrom", S, NULL, "Sender of mails: Name <address>") \
    X(auth, "BadgesAuth", S, "local", "local: accounts with passwords; apache: whoever the server's own authentication names (r->user must be an account's address); both: either") \
    X(terms_url, "BadgesTermsURL", S, NULL, "Where the terms of service can be read. Applications that people connect are told") \
    X(privacy_url, "BadgesPrivacyURL", S, NULL, "Where the privacy policy can be read. Applications that people connect are told") \
    X(dbd_params, "BadgesDBDParams", S, NULL, "badgesctl only: how to reach the database, as in DBDParams. By default DBDParams of the same file is read") \
    X(cache_size, "BadgesCacheSize", Z, "32M", "Memory per child process for public documents that are asked often; 0 switches the cache off") \
    X(max_upload, "BadgesMaxUpload", Z, "256M", "Largest spreadsheet that is taken") \
    X(max_rows, "BadgesMaxRows", I, "1000000", "Most rows in one spreadsheet") \
    X(connections, "BadgesConnections", I, "10", "Database connections that one child process uses at most; keep DBDMax at least as high") \
    X(workers, "BadgesWorkers", I, "2", "Background threads per child process: batches, mails, expiry. 0 where another node does that work") \
    X(session_idle, "BadgesSessionIdle", I, "120", "Minutes without a request after which a person is signed out") \
    X(session_max, "BadgesSessionMax", I, "43200", "Minutes after which a person is signed out in any case") \
    X(mail_rate, "BadgesMailRate", I, "0", "Most mails per minute and child process; 0 for no limit") \
    X(secret_file, "BadgesSecretFile", S, NULL, "File with 32 random bytes that the issuers' keys are sealed with (badgesctl secret --create makes it). Owner: whoever starts the server; mode 0600. Without it credentials are not signed") \
    X(credential_status, "BadgesCredentialStatus", S, "bitstring", "How Open Badges 3.0 credentials say where revocation is looked up: bitstring (W3C Bitstring Status List), or 1edtech (1EdTech revocation list)") \
    X(jwt_algorithm, "BadgesJWTAlgorithm", S, "RS256", "Signatures of Open Badges 3.0 as VC-JWT: RS256, or ES256 (shorter; not every verifier reads it)") \
    X(hash_concurrency, "BadgesHashConcurrency", I, "2", "Passwords checked at the same time per child process; more wait, then are told to try again") \
    X(verify_fetch, "BadgesVerifyFetch", B, "On", "On: credentials of other servers can be verified, for which documents are fetched from addresses that strangers give. Off: only what was issued here, and what carries its key with it") \
    X(verify_allow, "BadgesVerifyAllow", S, NULL, "Hosts (with or without a port) and networks that are not the public internet and may be asked nevertheless while verifying: badges.intranet:8443 10.20.0.0/16") \
    X(verify_ca, "BadgesVerifyCA", S, NULL, "File of certificates (PEM) of authorities that are trusted while verifying, besides the system's")

typedef struct bdg_site_t {
#define X(field, directive, kind, def, doc) const char *field;
    BDG_SETTINGS(X)
#undef X
    /* worked out by bdg_site_finish() */
    const char *base;        /* base_url without trailing slash: "https://www.example.org/badges" */
    const char *prefix;      /* its path without trailing slash: "/badges" or "" */
    const char *host;        /* "www.example.org" or "127.0.0.1:8080" */
    const char *origin;      /* "https://www.example.org" */
    int https;
    const char *static_hash; /* of htdocs/static, part of its addresses */
    long long cache_bytes, max_upload_bytes, max_rows_n, connections_n, workers_n, session_idle_min, session_max_min, mail_rate_n, hash_concurrency_n;
    int auth_local, auth_apache, verify_fetch_on;
    /* filled by whoever runs us (io/secret_file.h), for as long as that runs */
    const unsigned char *secret; /* the 32 bytes of BadgesSecretFile, or NULL */
    const char *secret_wrong;    /* NULL, or why the file that is named cannot be used */
} bdg_site_t;

typedef struct bdg_setting_t { const char *directive; char kind; const char *def; const char *doc; size_t offset; } bdg_setting_t;
extern const bdg_setting_t bdg_settings[];     /* ends with directive NULL */

/* Sets one by directive name (any case). value is borrowed. NULL, or a static sentence that says what is wrong with it. */
const char *bdg_site_set(bdg_site_t *site, const char *directive, const char *value);
/* Those set in more win over base; unset stay. */
void bdg_site_merge(bdg_site_t *out, const bdg_site_t *base, const bdg_site_t *more);
/* Fills defaults and what is worked out. BDG_E_INVALID names the directive. */
bdg_err_t *bdg_site_finish(bdg_site_t *site, apr_pool_t *pool) BDG_MUST_CHECK;
/* Reads Badges* lines (and DBDParams) of an httpd configuration file; follows no Include. For badgesctl. */
bdg_err_t *bdg_site_read(bdg_site_t **site, const char *path, apr_pool_t *pool) BDG_MUST_CHECK;
/* An absolute address below base: bdg_site_url(site, pool, "/assertions/%s", id). */
const char *bdg_site_url(const bdg_site_t *site, apr_pool_t *pool, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
#endif
