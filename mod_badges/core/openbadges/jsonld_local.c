/* Taking local contexts apart (JSON-LD 1.1 Syntax, section 9.15; Algorithms, what sections 4.1.2 and 4.2.2 check of the form alone). */
#include "core/openbadges/jsonld_context.h"
#include "base/str.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

#define TERMS_MAX 10000
#define IRI_MAX 4096

uint32_t bdg_ld_hash(const char *name, size_t len)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)name[i]) * 16777619u;
    return h;
}

const char *bdg_ld_quoted(const char *name, apr_pool_t *pool)
{
    size_t len = strlen(name), cut = len > 80 ? 80 : len;
    while (cut < len && cut && ((unsigned char)name[cut] & 0xc0) == 0x80)
        cut--;
    const char *clean = bdg_text_clean(name, cut, 0, pool);
    return cut < len ? apr_pstrcat(pool, clean, "\xe2\x80\xa6", NULL) : clean;
}

bdg_keyword_e bdg_ld_keyword(const char *name)
{
    static const struct { const char *name; bdg_keyword_e keyword; } known[] = {
        { "@id", BDG_KW_ID }, { "@type", BDG_KW_TYPE }, { "@value", BDG_KW_VALUE }, { "@language", BDG_KW_LANGUAGE }, { "@list", BDG_KW_LIST },
        { "@set", BDG_KW_SET }, { "@context", BDG_KW_CONTEXT }, { "@json", BDG_KW_JSON }, { "@none", BDG_KW_NULL }, { "@graph", BDG_KW_GRAPH },
        { "@vocab", BDG_KW_VOCAB }, { "@protected", BDG_KW_PROTECTED }, { "@version", BDG_KW_VERSION }, { "@container", BDG_KW_CONTAINER }, { "@prefix", BDG_KW_PREFIX },
    };
    if (*name != '@')
        return BDG_KW_NONE;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(name, known[i].name) == 0)
            return known[i].keyword;
    const char *p = name + 1;
    while (isalpha((unsigned char)*p))
        p++;
    return p > name + 1 && !*p ? BDG_KW_REFUSED : BDG_KW_NONE;
}

/* What an IRI may not hold: controls, the space, and <>"{}|^`\ (RFC 3987; the same as IRIREF of N-Quads). A bit each. */
static int forbidden(unsigned char c)
{
    static const uint32_t set[4] = { 0xffffffff, 1u | 1u << ('"' - 32) | 1u << ('<' - 32) | 1u << ('>' - 32), 1u << ('\\' - 64) | 1u << ('^' - 64),
                                     1u << ('`' - 96) | 1u << ('{' - 96) | 1u << ('|' - 96) | 1u << ('}' - 96) };
    return c < 128 && (set[c >> 5] >> (c & 31) & 1);
}

static int is_letter(unsigned char c) { return (unsigned char)((c | 0x20) - 'a') < 26; }
static int in_scheme(unsigned char c) { return is_letter(c) || (unsigned char)(c - '0') < 10 || c == '+' || c == '-' || c == '.'; }

int bdg_ld_is_absolute(const char *iri)
{
    const unsigned char *p = (const unsigned char *)iri;
    if (*p == '_') {
        p++;
    } else {
        if (!is_letter(*p))
            return 0;
        while (in_scheme(*p))
            p++;
    }
    if (*p++ != ':' || (*iri == '_' && !*p))
        return 0;
    while (*p && !forbidden(*p))
        p++;
    return !*p;
}

int bdg_ld_is_language(const char *tag)
{
    for (int first = 1;; first = 0) {
        int n = 0;
        for (; first ? isalpha((unsigned char)*tag) : isalnum((unsigned char)*tag); tag++)
            n++;
        if (n < 1 || n > 8)
            return 0;
        if (!*tag)
            return 1;
        if (*tag++ != '-')
            return 0;
    }
}

const bdg_ldraw_t *bdg_ldlocal_raw(const bdg_ldlocal_t *local, const char *name, size_t len, uint32_t hash)
{
    for (uint32_t i = hash & local->mask; local->slots[i]; i = (i + 1) & local->mask) {
        const bdg_ldraw_t *raw = &local->raws[local->slots[i] - 1];
        if (raw->hash == hash && raw->len == len && memcmp(raw->name, name, len) == 0)
            return raw;
    }
    return NULL;
}

static bdg_err_t *wrong(const char *name, bdg_ldenv_t *env)
{
    return bdg_err(BDG_E_INVALID, "The context written in this document defines \"%s\" in a way that cannot be used.", bdg_ld_quoted(name, env->pool));
}

static bdg_err_t *not_taken(const char *name, bdg_ldenv_t *env)
{
    return bdg_err(BDG_E_UNSUPPORTED, "The context written in this document uses %s, which is not taken here.", bdg_ld_quoted(name, env->pool));
}

static bdg_err_t *language_make(const char **out, int *has, const json_t *value, bdg_ldenv_t *env)
{
    *has = 1;
    *out = NULL;
    if (json_is_null(value))
        return NULL;
    const char *tag = json_string_value(value);
    if (!tag || !bdg_ld_is_language(tag))
        return wrong("@language", env);
    char *low = apr_pstrdup(env->pool, tag);
    for (char *p = low; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    *out = low;
    return NULL;
}

static bdg_err_t *container_one(int *container, const json_t *value, const char *name, bdg_ldenv_t *env)
{
    static const struct { const char *name; int bit; } known[] = {
        { "@set", BDG_CONTAINER_SET }, { "@list", BDG_CONTAINER_LIST }, { "@graph", BDG_CONTAINER_GRAPH }, { "@language", BDG_CONTAINER_LANGUAGE } };
    const char *s = json_string_value(value);
    if (!s)
        return wrong(name, env);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(s, known[i].name) == 0) {
            *container |= known[i].bit;
            return NULL;
        }
    return bdg_err(BDG_E_UNSUPPORTED, "The context written in this document gives \"%s\" a @container that is not taken here.", bdg_ld_quoted(name, env->pool));
}

static bdg_err_t *container_make(int *container, const json_t *value, const char *name, bdg_ldenv_t *env)
{
    *container = 0;
    if (!json_is_array(value)) {
        BDG_TRY(container_one(container, value, name, env));
    } else {
        for (size_t i = 0; i < json_array_size(value); i++)
            BDG_TRY(container_one(container, json_array_get(value, i), name, env));
    }
    int kinds = *container & ~BDG_CONTAINER_SET;
    if ((kinds & (kinds - 1)) || ((*container & BDG_CONTAINER_SET) && (kinds & BDG_CONTAINER_LIST)))
        return wrong(name, env);
    return NULL;
}

/* {"@id": ..., "@type": ...} */
static bdg_err_t *definition_make(bdg_ldraw_t *raw, const json_t *value, bdg_ldenv_t *env)
{
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)(uintptr_t)value, key, v) {
        switch (bdg_ld_keyword(key)) {
        case BDG_KW_ID:
            raw->id = json_string_value(v);
            if (!raw->id && !json_is_null(v))
                return wrong(raw->name, env);
            raw->has_id = raw->id ? BDG_RAW_ID : BDG_RAW_NULL_ID;
            break;
        case BDG_KW_TYPE:
            if (!(raw->type = json_string_value(v)))
                return wrong(raw->name, env);
            break;
        case BDG_KW_CONTAINER:
            BDG_TRY(container_make(&raw->container, v, raw->name, env));
            break;
        case BDG_KW_LANGUAGE:
            BDG_TRY(language_make(&raw->language, &raw->has_language, v, env));
            break;
        case BDG_KW_CONTEXT:
            BDG_TRY(bdg_ldlocal_make(&raw->scoped, env, v));
            break;
        case BDG_KW_PREFIX:
        case BDG_KW_PROTECTED:
            if (!json_is_boolean(v))
                return wrong(raw->name, env);
            *(bdg_ld_keyword(key) == BDG_KW_PREFIX ? &raw->prefix : &raw->is_protected) = json_is_true(v);
            break;
        case BDG_KW_REFUSED:
            return not_taken(key, env);
        default:
            return wrong(raw->name, env);
        }
    }
    if (raw->prefix >= 0 && strpbrk(raw->name, ":/"))
        return wrong(raw->name, env);
    return NULL;
}

static bdg_err_t *raw_make(bdg_ldraw_t *raw, const char *name, const json_t *value, bdg_ldenv_t *env)
{
    *raw = (bdg_ldraw_t){ .name = name, .len = strlen(name), .prefix = -1, .is_protected = -1 };
    raw->hash = bdg_ld_hash(name, raw->len);
    if (!raw->len || raw->len > IRI_MAX)
        return wrong(name, env);
    if (json_is_object(value))
        return definition_make(raw, value, env);
    raw->id = json_string_value(value);
    raw->simple = 1;
    if (!raw->id && !json_is_null(value))
        return wrong(name, env);
    raw->has_id = raw->id ? BDG_RAW_ID : BDG_RAW_NULL_ID;
    return NULL;
}

/* "@type": {"@container": "@set", "@protected": true} says how to write it, and changes nothing of what it means. */
static int harmless_type(const json_t *value)
{
    const char *key;
    json_t *v;
    if (!json_is_object(value) || !json_object_size(value))
        return 0;
    json_object_foreach((json_t *)(uintptr_t)value, key, v) {
        const char *s = json_string_value(v);
        if (!(strcmp(key, "@container") == 0 && s && strcmp(s, "@set") == 0) && !(strcmp(key, "@protected") == 0 && json_is_boolean(v)))
            return 0;
    }
    return 1;
}

static bdg_err_t *keyword_make(bdg_ldlocal_t *local, const char *key, const json_t *value, bdg_ldenv_t *env)
{
    switch (bdg_ld_keyword(key)) {
    case BDG_KW_VERSION:
        return json_is_number(value) && json_number_value(value) == 1.1 ? NULL : wrong(key, env);
    case BDG_KW_VOCAB:
        local->has_vocab = 1;
        local->vocab = json_string_value(value);
        return (!local->vocab && !json_is_null(value)) || (local->vocab && strlen(local->vocab) > IRI_MAX) ? wrong(key, env) : NULL;
    case BDG_KW_LANGUAGE:
        return language_make(&local->language, &local->has_language, value, env);
    case BDG_KW_PROTECTED:
        local->is_protected = json_is_true(value);
        return json_is_boolean(value) ? NULL : wrong(key, env);
    case BDG_KW_TYPE:
        return harmless_type(value) ? NULL : wrong(key, env);
    default:
        return not_taken(key, env);
    }
}

static bdg_err_t *terms_make(bdg_ldlocal_t *local, bdg_ldenv_t *env)
{
    size_t n = json_object_size(local->json), slots = 8;
    const char *key;
    json_t *value;
    if (n > TERMS_MAX || (env->terms_left -= (int)n) < 0)
        return bdg_err(BDG_E_TOO_LARGE, "The contexts written in this document define more terms than are taken here.");
    while (slots < n * 2)
        slots *= 2;
    local->raws = apr_palloc(env->pool, (n + 1) * sizeof *local->raws);
    local->slots = apr_pcalloc(env->pool, slots * sizeof *local->slots);
    local->mask = (uint32_t)slots - 1;
    json_object_foreach((json_t *)(uintptr_t)local->json, key, value) {
        if (bdg_ld_keyword(key)) {
            BDG_TRY(keyword_make(local, key, value, env));
            continue;
        }
        bdg_ldraw_t *raw = &local->raws[local->count++];
        BDG_TRY(raw_make(raw, key, value, env));
        uint32_t i = raw->hash & local->mask;
        while (local->slots[i])
            i = (i + 1) & local->mask;
        local->slots[i] = (uint16_t)local->count;
    }
    return NULL;
}

static bdg_err_t *known_local(const bdg_ldlocal_t **out, bdg_ldenv_t *env, const char *iri)
{
    if ((*out = bdg_contexts_local(env->known, iri)))
        return NULL;
    return bdg_err(BDG_E_UNSUPPORTED, "The context %s is not known here, so it cannot be said what this document means.", bdg_ld_quoted(iri, env->pool));
}

bdg_err_t *bdg_ldlocal_make(const bdg_ldlocal_t **out, bdg_ldenv_t *env, const json_t *value)
{
    *out = NULL;
    if (json_is_string(value))
        return known_local(out, env, json_string_value(value));
    if (env->contexts_left-- <= 0)
        return bdg_err(BDG_E_TOO_LARGE, "There are more contexts written in this document than are taken here.");
    bdg_ldlocal_t *local = apr_pcalloc(env->pool, sizeof *local);
    local->json = value;
    *out = local;
    if (json_is_null(value)) {
        local->kind = BDG_LOCAL_NULL;
        return NULL;
    }
    if (json_is_object(value)) {
        local->kind = BDG_LOCAL_TERMS;
        return terms_make(local, env);
    }
    if (!json_is_array(value))
        return wrong("@context", env);
    local->kind = BDG_LOCAL_LIST;
    local->items = apr_palloc(env->pool, (json_array_size(value) + 1) * sizeof *local->items);
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (json_is_array(json_array_get(value, i)))
            return wrong("@context", env);
        BDG_TRY(bdg_ldlocal_make(&local->items[local->count++], env, json_array_get(value, i)));
    }
    return NULL;
}
