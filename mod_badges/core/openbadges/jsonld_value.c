/* Literals of JSON-LD. */
#include "core/openbadges/jcs.h"
#include "core/openbadges/jsonld_run.h"
#include <apr_strings.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define JSON_TEXT_MAX (4u << 20)
#define EXACT_MAX 9007199254740991.0      /* 2^53 - 1: whole numbers beyond are not read the same by everybody */

bdg_err_t *bdg_ld_json(bdg_term_t *out, bdg_ldrun_t *r, const json_t *value)
{
    bdg_buf_t *text = bdg_buf_make(JSON_TEXT_MAX, r->pool);
    BDG_TRY(bdg_jcs_write(text, value, r->pool));
    *out = bdg_typed(text->data, BDG_RDF "JSON");
    return NULL;
}

static const char *lower(const char *tag, apr_pool_t *pool)
{
    char *low = apr_pstrdup(pool, tag);
    for (char *p = low; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return low;
}

/* XSD 1.1 part 2, the canonical form of a double: one digit before the point, at least one after, no sign but "-". */
static const char *canonical_double(double v, apr_pool_t *pool)
{
    char text[40], digits[20];
    int count = 0;
    snprintf(text, sizeof text, "%.15e", fabs(v));
    const char *p = text;
    for (; *p && *p != 'e'; p++)       /* the point hangs on the locale */
        if (isdigit((unsigned char)*p) && count < 16)
            digits[count++] = *p;
    while (count > 2 && digits[count - 1] == '0')
        count--;
    digits[count] = 0;
    long exponent = *p ? strtol(p + 1, NULL, 10) : 0;
    return apr_psprintf(pool, "%s%c.%sE%ld", v < 0 ? "-" : "", digits[0], digits + 1, exponent);
}

static bdg_err_t *number(const char **text, const char **datatype, const json_t *value, bdg_ldrun_t *r, const bdg_ldpath_t *path)
{
    double v = json_number_value(value);
    int whole = json_is_integer(value) || floor(v) == v;
    if (whole && fabs(v) < 1e21 && !(*datatype && strcmp(*datatype, BDG_XSD "double") == 0)) {
        if (fabs(v) > EXACT_MAX)
            return bdg_err(BDG_E_INVALID, "%s is a number that is too large to be read the same by everybody.", bdg_ldpath_text(path, r->pool));
        *text = apr_psprintf(r->pool, "%" APR_INT64_T_FMT, (apr_int64_t)v);
        *datatype = *datatype ? *datatype : BDG_XSD "integer";
        return NULL;
    }
    *text = canonical_double(v, r->pool);
    *datatype = *datatype ? *datatype : BDG_XSD "double";
    return NULL;
}

/* Section 8.2.2. datatype and language: as given or coerced, or NULL. */
static bdg_err_t *literal(bdg_term_t *out, bdg_ldrun_t *r, const json_t *value, const char *datatype, const char *language, const bdg_ldpath_t *path)
{
    const char *text = json_string_value(value);
    if (json_is_boolean(value)) {
        text = json_is_true(value) ? "true" : "false";
        datatype = datatype ? datatype : BDG_XSD "boolean";
    } else if (json_is_number(value)) {
        BDG_TRY(number(&text, &datatype, value, r, path));
    } else if (strlen(text) != json_string_length(value)) {
        return bdg_err(BDG_E_INVALID, "%s holds a NUL character.", bdg_ldpath_text(path, r->pool));
    }
    if (datatype && strcmp(datatype, BDG_XSD "string") == 0)
        datatype = NULL;
    *out = (bdg_term_t){ BDG_TERM_LITERAL, text, datatype, language };
    return NULL;
}

bdg_err_t *bdg_ld_scalar(bdg_term_t *out, bdg_ldrun_t *r, const bdg_ldctx_t *ctx, const bdg_ldterm_t *prop, const json_t *value, const bdg_ldpath_t *path)
{
    const char *text = json_string_value(value), *iri;
    bdg_coerce_e coerce = prop ? prop->coerce : BDG_COERCE_NONE;
    if (coerce == BDG_COERCE_JSON)
        return bdg_ld_json(out, r, value);
    if (text && (coerce == BDG_COERCE_ID || coerce == BDG_COERCE_VOCAB)) {
        BDG_TRY(bdg_ldctx_iri(&iri, &r->env, ctx, text, strlen(text), coerce == BDG_COERCE_VOCAB));
        return bdg_ld_resource(out, r, text, iri, path);
    }
    const char *datatype = coerce == BDG_COERCE_DATATYPE ? prop->datatype : NULL, *language = NULL;
    if (text && !datatype)
        language = prop && prop->has_language ? prop->language : ctx->language;
    return literal(out, r, value, datatype, language, path);
}

static bdg_err_t *value_wrong(bdg_ldrun_t *r, const bdg_ldpath_t *path)
{
    return bdg_err(BDG_E_INVALID, "%s is not a value as JSON-LD writes one.", bdg_ldpath_text(path, r->pool));
}

bdg_err_t *bdg_ld_value_object(bdg_term_t *out, bdg_ldrun_t *r, const bdg_ldctx_t *type_ctx, const bdg_ldmember_t *members, size_t count, const bdg_ldpath_t *path)
{
    const json_t *value = NULL, *type = NULL, *language = NULL;
    for (size_t i = 0; i < count; i++) {
        const json_t **to = members[i].keyword == BDG_KW_VALUE ? &value : members[i].keyword == BDG_KW_TYPE ? &type : members[i].keyword == BDG_KW_LANGUAGE ? &language : NULL;
        if (!to || *to)
            return value_wrong(r, path);
        *to = members[i].value;
    }
    if (json_is_null(language))
        language = NULL;
    const char *datatype = NULL, *tag = json_string_value(language), *name = json_string_value(type);
    if ((language && (!tag || type)) || (type && !name) || (tag && (!bdg_ld_is_language(tag) || !json_is_string(value))))
        return value_wrong(r, path);
    if (name) {
        BDG_TRY(bdg_ldctx_iri(&datatype, &r->env, type_ctx, name, strlen(name), 1));
        if (datatype && bdg_ld_keyword(datatype) == BDG_KW_JSON)
            return bdg_ld_json(out, r, value);
        if (!datatype || !bdg_ld_is_absolute(datatype) || *datatype == '_')
            return bdg_err(BDG_E_INVALID, "%s is of a type that no context defines: \"%s\".", bdg_ldpath_text(path, r->pool), bdg_ld_quoted(name, r->pool));
    }
    if (!json_is_string(value) && !json_is_number(value) && !json_is_boolean(value))
        return value_wrong(r, path);
    return literal(out, r, value, datatype, tag ? lower(tag, r->pool) : NULL, path);
}

static bdg_err_t *language_value(bdg_ldrun_t *r, const bdg_ldsink_t *sink, const char *tag, const json_t *value, const bdg_ldpath_t *path)
{
    bdg_term_t term;
    if (json_is_null(value))
        return NULL;
    if (!json_is_string(value))
        return value_wrong(r, path);
    BDG_TRY(literal(&term, r, value, NULL, tag, path));
    bdg_ldsink_put(r, sink, term);
    return NULL;
}

bdg_err_t *bdg_ld_language_map(bdg_ldrun_t *r, const bdg_ldctx_t *ctx, const bdg_ldsink_t *sink, const json_t *map, const bdg_ldpath_t *path)
{
    const char *key, *iri;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)map, key, value) {
        BDG_TRY(bdg_ldctx_iri(&iri, &r->env, ctx, key, strlen(key), 1));
        int none = iri && bdg_ld_keyword(iri) == BDG_KW_NULL;
        if (!none && !bdg_ld_is_language(key))
            return bdg_err(BDG_E_INVALID, "%s names a language that is none: \"%s\".", bdg_ldpath_text(path, r->pool), bdg_ld_quoted(key, r->pool));
        const char *tag = none ? NULL : lower(key, r->pool);
        if (!json_is_array(value)) {
            BDG_TRY(language_value(r, sink, tag, value, path));
            continue;
        }
        for (size_t i = 0; i < json_array_size(value); i++)
            BDG_TRY(language_value(r, sink, tag, json_array_get(value, i), path));
    }
    return NULL;
}
