/* Was it revoked? BitstringStatusListEntry (W3C Bitstring Status List 1.0), StatusList2021Entry before it, and 1EdTechRevocationList. A list that
 * cannot be had, or that nobody vouches for, leaves the question open: it never answers "no". */
#include "base/str.h"
#include "base/language.h"
#include "core/openbadges/verify_priv.h"
#include <zlib.h>

#define INDEX_MAX (1 << 27)         /* 16 MB of bits */
#define ENTRIES_MAX 5
#define LIST_BITS_MIN 131072        /* entries: fewer would tell whose status is asked (Bitstring Status List 1.0, section 3.2: STATUS_LIST_LENGTH_ERROR) */
#define STATUS_SIZE_MAX 8

static void open_question(bdg_v_t *w, const char *why) { UNCHECKED(w, V_STATUS, _("Whether it was revoked could not be checked"), why); }

/* ---------------------------------------------------------------- the bits */

/* The byte at position, of what packed unpacks to; -1: it ends before, or before there were so many bytes at all, or is no gzip. Nothing is kept of what is
 * unpacked on the way. */
static int byte_at(const unsigned char *packed, size_t len, size_t position, size_t at_least)
{
    unsigned char window[16384];
    z_stream z = { .next_in = (unsigned char *)packed, .avail_in = (unsigned)len };
    int found = -1, rc = inflateInit2(&z, 16 + MAX_WBITS);
    size_t before = 0;
    while (rc == Z_OK && (found < 0 || before < at_least)) {
        z.next_out = window;
        z.avail_out = sizeof window;
        rc = inflate(&z, Z_NO_FLUSH);
        size_t got = sizeof window - z.avail_out;
        if ((rc == Z_OK || rc == Z_STREAM_END) && found < 0 && position < before + got)
            found = window[position - before];
        before += got;
        if (!got && !z.avail_in)
            break;
    }
    inflateEnd(&z);
    return before < at_least ? -1 : found;
}

/* 2021: base64url or base64, with or without padding and without a prefix; later: "u" and base64url. */
static int decode(unsigned char **out, size_t *len, const char *text, apr_pool_t *pool)
{
    char *plain = apr_pstrdup(pool, *text == 'u' ? text + 1 : text), *end = plain + strlen(plain);
    while (end > plain && end[-1] == '=')
        *--end = 0;
    for (char *c = plain; *c; c++)
        *c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
    return bdg_base64url_decode(plain, (size_t)(end - plain), out, len, pool);
}

static int index_of(const json_t *entry, long *index)
{
    const json_t *v = json_object_get(entry, "statusListIndex");
    const char *s = json_string_value(v);
    if (json_is_integer(v))
        *index = json_integer_value(v) < INDEX_MAX ? (long)json_integer_value(v) : -1;
    else if (s && *s && strlen(s) < 12 && strspn(s, "0123456789") == strlen(s))
        *index = (long)apr_atoi64(s);
    else
        return 0;
    return *index >= 0 && *index < INDEX_MAX;
}

/* ---------------------------------------------------------------- the list */

/* The list is a credential of its own: it is proven apart, with the same documents at hand. */
static bdg_err_t *list_proven(int *proven, bdg_v_t *w, const json_t *list, const bdg_jws_t *jws)
{
    bdg_v_t *apart = bdg_v_apart(w);
    bdg_err_t *e = jws ? bdg_v_vc_jwt(apart, list, jws) : bdg_v_vc_embedded(apart, list);
    bdg_v_rejoin(w, apart);
    *proven = apart->checks[V_PROOF].result == V_PASSED && apart->checks[V_CONTROLLER].result == V_PASSED;
    return e;
}

/* JSON, or a JWT with it. */
static bdg_err_t *list_of(const json_t **list, const bdg_jws_t **jws, bdg_v_t *w, const bdg_v_doc_t *d)
{
    bdg_jws_t *signed_list;
    json_t *claims;
    const char *why;
    *list = d->json;
    *jws = NULL;
    if (d->json || d->status != 200 || !bdg_jws_is(d->body, d->len))
        return NULL;
    bdg_err_t *e = bdg_jws_parse(&signed_list, d->body, d->len, w->pool);
    if (!e)
        e = bdg_jws_claims(&claims, signed_list, w->pool);
    if (e && (e->code == BDG_E_NOMEM || e->code == BDG_E_INTERNAL))
        return e;
    if (!e) {
        const json_t *said = bdg_v_vc_of_claims(&why, claims, w->pool);
        *list = why ? NULL : said;
        *jws = signed_list;
    }
    bdg_err_clear(e);
    return NULL;
}

/* Everything but its proof. NULL when the list may be read. */
static const char *list_problem(const bdg_v_t *w, const json_t *list, const char *url, const char *issuer, const char *purpose)
{
    const json_t *subject = bdg_v_nth(json_object_get(list, "credentialSubject"), 0), *until = json_object_get(list, "validUntil");
    const char *id = bdg_json_get_str(list, "id"), *by = bdg_v_id_of(json_object_get(list, "issuer"));
    apr_time_t t;
    if (!bdg_v_has_type(list, "BitstringStatusListCredential") && !bdg_v_has_type(list, "StatusList2021Credential"))
        return _("What is at the status list's address is no status list.");
    if (!bdg_v_has_type(subject, "BitstringStatusList") && !bdg_v_has_type(subject, "StatusList2021"))
        return _("What is at the status list's address is no status list.");
    if (id && (strcspn(id, "#") != strcspn(url, "#") || strncmp(id, url, strcspn(url, "#"))))
        return _("The status list at its address says that it is another one.");
    if (!by || strcmp(by, issuer))
        return _("The status list is another issuer's.");
    if (!bdg_v_has(json_object_get(subject, "statusPurpose"), purpose))
        return _("The status list is for something else.");
    if (until && (!bdg_v_moment(&t, until) || t < w->now))
        return _("The status list is out of date.");
    return NULL;
}

/* statusSize: bits of an entry; 0: not one that is taken here. */
static int size_of(const json_t *entry)
{
    const json_t *v = json_object_get(entry, "statusSize");
    return !v ? 1 : json_is_integer(v) && json_integer_value(v) >= 1 && json_integer_value(v) <= STATUS_SIZE_MAX ? (int)json_integer_value(v) : 0;
}

/* Is any bit of the entry set? -1: the list cannot be read, is too short, or does not have it. */
static int is_set(const unsigned char *packed, size_t len, long index, int size)
{
    size_t first = (size_t)index * (size_t)size, at_least = (size_t)LIST_BITS_MIN * (size_t)size / 8;
    int any = 0;
    for (size_t bit = first; bit < first + (size_t)size; bit++) {
        int byte = byte_at(packed, len, bit / 8, at_least);
        if (byte < 0)
            return -1;
        any |= byte >> (7 - bit % 8) & 1;
    }
    return any;
}

static void look_up(bdg_v_t *w, const json_t *list, long index, int size, const char *purpose)
{
    const char *text = bdg_json_get_str(bdg_v_nth(json_object_get(list, "credentialSubject"), 0), "encodedList");
    unsigned char *packed;
    size_t len;
    int set = text && decode(&packed, &len, text, w->pool) ? is_set(packed, len, index, size) : -1;
    if (set < 0) {
        open_question(w, _("The status list cannot be read, is shorter than its standard allows, or does not have this credential."));
        return;
    }
    if (!set) {
        PASSED(w, V_STATUS, _("Not revoked"), NULL);
        return;
    }
    if (strcmp(purpose, "suspension"))
        w->suspended = 0;
    else if (w->checks[V_STATUS].result != V_FAILED)
        w->suspended = 1;
    FAILED(w, V_STATUS, strcmp(purpose, "suspension") ? _("Revoked") : _("Suspended"), NULL);
}

static bdg_err_t *bitstring(bdg_v_t *w, const json_t *entry, const char *issuer)
{
    const char *purpose = bdg_json_get_str(entry, "statusPurpose"), *url = bdg_json_get_str(entry, "statusListCredential");
    const json_t *list;
    const bdg_jws_t *jws;
    bdg_v_doc_t *d;
    long index;
    int proven, size = size_of(entry);
    if (!size || !purpose || !url || bdg_url_problem(url) || !index_of(entry, &index)) {
        open_question(w, _("What it says of its status cannot be read."));
        return NULL;
    }
    if (strcmp(purpose, "revocation") && strcmp(purpose, "suspension"))
        return NULL;   /* "message", "refresh": nothing that makes it invalid */
    BDG_TRY(bdg_v_get(&d, w, url));
    BDG_TRY(list_of(&list, &jws, w, d));
    const char *problem = !list ? d->problem ? d->problem : _("The status list contradicts itself.") : list_problem(w, list, url, issuer, purpose);
    if (problem) {
        open_question(w, problem);
        return NULL;
    }
    BDG_TRY(list_proven(&proven, w, list, jws));
    if (!proven)
        open_question(w, _("The status list is not signed by the issuer, or that could not be checked."));
    else
        look_up(w, list, index, size, purpose);
    return NULL;
}

/* {id, issuer, revokedCredential: [{id, revoked, revocationReason}]}: not signed; the credential, which is, names its address. */
static bdg_err_t *revocation_list(bdg_v_t *w, const json_t *entry, const json_t *credential, const char *issuer)
{
    const char *url = bdg_json_get_str(entry, "id"), *id = bdg_json_get_str(credential, "id");
    bdg_v_doc_t *d;
    if (!url || bdg_url_problem(url) || !id) {
        open_question(w, _("What it says of its status cannot be read."));
        return NULL;
    }
    BDG_TRY(bdg_v_get(&d, w, url));
    const json_t *list = json_object_get(d->json, "revokedCredential");
    const char *by = bdg_v_id_of(json_object_get(d->json, "issuer"));
    if (d->problem || !by || strcmp(by, issuer)) {
        open_question(w, d->problem ? d->problem : _("The list of revoked credentials is another issuer's."));
        return NULL;
    }
    size_t n = json_is_array(list) ? json_array_size(list) : list ? 1 : 0;
    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_is_array(list) ? json_array_get(list, i) : list;
        const char *has = bdg_v_id_of(one);
        if (has && !strcmp(has, id) && !json_is_false(json_object_get(one, "revoked"))) {
            FAILED(w, V_STATUS, _("Revoked"), bdg_v_words(w, bdg_json_get_str(one, "revocationReason")));
            return NULL;
        }
    }
    PASSED(w, V_STATUS, _("Not revoked"), NULL);
    return NULL;
}

bdg_err_t *bdg_v_vc_status(bdg_v_t *w, const json_t *credential, const char *issuer)
{
    const json_t *all = json_object_get(credential, "credentialStatus"), *one;
    for (size_t i = 0; (one = bdg_v_nth(all, i)); i++) {
        if (i == ENTRIES_MAX) {
            open_question(w, _("It has more kinds of status than are looked at."));
            break;
        }
        if (bdg_v_has_type(one, "BitstringStatusListEntry") || bdg_v_has_type(one, "StatusList2021Entry"))
            BDG_TRY(bitstring(w, one, issuer));
        else if (bdg_v_has_type(one, "1EdTechRevocationList"))
            BDG_TRY(revocation_list(w, one, credential, issuer));
        else
            open_question(w, _("Its status is of a kind that cannot be checked here."));
    }
    if (w->checks[V_STATUS].result == V_NOT_MADE)
        PASSED(w, V_STATUS, _("Its issuer keeps no list of revoked credentials"), NULL);
    return NULL;
}
