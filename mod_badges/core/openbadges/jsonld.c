#include "core/openbadges/jsonld.h"
#include "core/openbadges/jcs.h"
#include "core/openbadges/jsonld_run.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

/* An object whose contexts have been applied. */
typedef struct object_t {
    const bdg_ldctx_t *ctx, *type_ctx;     /* for members; for what stands under @type */
    bdg_ldmember_t *members;
    size_t count;
} object_t;

static bdg_err_t *values(bdg_ldrun_t *r, const bdg_ldctx_t *ctx, const bdg_ldterm_t *prop, const json_t *value, const bdg_ldsink_t *sink, const bdg_ldpath_t *path);

const char *bdg_ldpath_text(const bdg_ldpath_t *path, apr_pool_t *pool)
{
    if (!path || !path->key)
        return "This document";
    if (path->up && path->up->key == path->key)      /* a list within */
        return bdg_ldpath_text(path->up, pool);
    const char *key = bdg_ld_quoted(path->key, pool);
    return path->up && path->up->key ? apr_pstrcat(pool, bdg_ldpath_text(path->up, pool), ".", key, NULL) : key;
}

void bdg_ldsink_put(bdg_ldrun_t *r, const bdg_ldsink_t *sink, bdg_term_t value)
{
    if (sink->list)
        APR_ARRAY_PUSH(sink->list, bdg_term_t) = value;
    else
        bdg_quads_add_to(r->quads, sink->subject, sink->predicate, value, sink->graph);
}

static bdg_err_t *wrong(bdg_ldrun_t *r, const bdg_ldpath_t *path, const char *what)
{
    return bdg_err(BDG_E_INVALID, "%s %s.", bdg_ldpath_text(path, r->pool), what);
}

bdg_err_t *bdg_ld_resource(bdg_term_t *out, bdg_ldrun_t *r, const char *value, const char *iri, const bdg_ldpath_t *path)
{
    if (!iri || !bdg_ld_is_absolute(iri))
        return bdg_err(BDG_E_INVALID, "%s is not a complete address: \"%s\".", bdg_ldpath_text(path, r->pool), bdg_ld_quoted(value, r->pool));
    *out = bdg_iri(iri);
    if (iri[0] != '_')
        return NULL;
    const char *label = apr_hash_get(r->blanks, iri, APR_HASH_KEY_STRING);
    *out = label ? bdg_blank(label) : bdg_quads_blank(r->quads);
    if (!label)
        apr_hash_set(r->blanks, iri, APR_HASH_KEY_STRING, out->value);
    return NULL;
}

/* --- lists */

static void list_put(bdg_ldrun_t *r, const bdg_ldsink_t *sink, const apr_array_header_t *items)
{
    bdg_term_t next = bdg_iri(BDG_RDF "nil");
    for (int i = items->nelts; i-- > 0;) {
        bdg_term_t cell = bdg_quads_blank(r->quads);
        bdg_quads_add_to(r->quads, cell, bdg_iri(BDG_RDF "first"), APR_ARRAY_IDX(items, i, bdg_term_t), sink->graph);
        bdg_quads_add_to(r->quads, cell, bdg_iri(BDG_RDF "rest"), next, sink->graph);
        next = cell;
    }
    bdg_ldsink_put(r, sink, next);
}

/* value as one list; lists in it are lists of their own. */
static bdg_err_t *list(bdg_ldrun_t *r, const bdg_ldctx_t *ctx, const bdg_ldterm_t *prop, const json_t *value, const bdg_ldsink_t *sink, const bdg_ldpath_t *path)
{
    bdg_ldsink_t inner = *sink;
    bdg_ldpath_t here = { path, path->key, path->depth + 1 };
    if (here.depth > BDG_JSONLD_DEPTH)
        return bdg_err(BDG_E_TOO_LARGE, "This document is nested more than %d levels deep.", BDG_JSONLD_DEPTH);
    inner.list = apr_array_make(r->pool, 4, sizeof(bdg_term_t));
    if (!json_is_array(value))
        BDG_TRY(values(r, ctx, prop, value, &inner, path));
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
        const json_t *item = json_array_get(value, i);
        BDG_TRY(json_is_array(item) ? list(r, ctx, prop, item, &inner, &here) : values(r, ctx, prop, item, &inner, path));
    }
    list_put(r, sink, inner.list);
    return NULL;
}

/* --- objects */

static void look_up(object_t *o)
{
    for (size_t i = 0; i < o->count; i++) {
        bdg_ldmember_t *m = &o->members[i];
        m->term = bdg_ldctx_term(o->ctx, m->key, m->len, m->hash);
        m->keyword = m->term ? m->term->keyword : bdg_ld_keyword(m->key);
    }
}

static int has(const object_t *o, bdg_keyword_e keyword)
{
    for (size_t i = 0; i < o->count; i++)
        if (o->members[i].keyword == keyword)
            return 1;
    return 0;
}

static int by_text(const void *a, const void *b) { return bdg_jcs_order(*(const char *const *)a, *(const char *const *)b); }

static bdg_err_t *type_scope(bdg_ldrun_t *r, object_t *o, const char *type)
{
    const bdg_ldterm_t *t = bdg_ldctx_term(o->type_ctx, type, strlen(type), bdg_ld_hash(type, strlen(type)));
    return t && t->scoped ? bdg_ldctx_apply(&o->ctx, &r->env, o->ctx, t->scoped, BDG_LD_TYPE_SCOPED) : NULL;
}

/* The contexts of its types, in the order of their names (section 5.1.2, step 11). */
static bdg_err_t *type_scopes(bdg_ldrun_t *r, object_t *o)
{
    for (size_t i = 0; i < o->count; i++) {
        const json_t *v = o->members[i].value;
        if (o->members[i].keyword != BDG_KW_TYPE)
            continue;
        if (json_is_string(v))
            BDG_TRY(type_scope(r, o, json_string_value(v)));
        size_t n = json_array_size(v), strings = 0;
        const char **names = apr_palloc(r->pool, (n + 1) * sizeof *names);
        for (size_t k = 0; k < n; k++)
            if (json_is_string(json_array_get(v, k)))
                names[strings++] = json_string_value(json_array_get(v, k));
        if (strings > 1)
            qsort(names, strings, sizeof *names, by_text);
        for (size_t k = 0; k < strings; k++)
            BDG_TRY(type_scope(r, o, names[k]));
    }
    return NULL;
}

static void members_of(bdg_ldrun_t *r, object_t *o, const json_t *value, const bdg_ldpath_t *path)
{
    const char *key;
    json_t *v;
    o->count = 0;
    o->members = apr_palloc(r->pool, (json_object_size(value) + 1) * sizeof *o->members);
    json_object_foreach((json_t *)(uintptr_t)value, key, v) {
        if (strcmp(key, "@context") == 0 || (!path->up && r->leave_out && strcmp(key, r->leave_out) == 0))
            continue;
        bdg_ldmember_t *m = &o->members[o->count++];
        *m = (bdg_ldmember_t){ .key = key, .len = strlen(key), .value = v };
        m->hash = bdg_ld_hash(key, m->len);
    }
}

/* Section 5.1.2, steps 7 to 11. context: what stands under @context, or NULL. */
static bdg_err_t *enter(object_t *o, bdg_ldrun_t *r, const bdg_ldctx_t *ctx, const bdg_ldterm_t *prop, const json_t *value, const json_t *context, const bdg_ldpath_t *path)
{
    if (path->depth > BDG_JSONLD_DEPTH)
        return bdg_err(BDG_E_TOO_LARGE, "This document is nested more than %d levels deep.", BDG_JSONLD_DEPTH);
    members_of(r, o, value, path);
    o->ctx = ctx;
    look_up(o);
    if (ctx->previous && !has(o, BDG_KW_VALUE) && !(o->count == 1 && !context && has(o, BDG_KW_ID)))
        o->ctx = ctx->previous;
    if (prop && prop->scoped)
        BDG_TRY(bdg_ldctx_apply(&o->ctx, &r->env, o->ctx, prop->scoped, BDG_LD_PROPERTY_SCOPED));
    if (context)
        BDG_TRY(bdg_ldctx_apply_json(&o->ctx, &r->env, o->ctx, context));
    if (o->ctx != ctx)
        look_up(o);
    o->type_ctx = o->ctx;
    BDG_TRY(type_scopes(r, o));
    if (o->ctx != o->type_ctx)
        look_up(o);
    return NULL;
}

static bdg_err_t *not_taken(bdg_ldrun_t *r, const bdg_ldmember_t *m, const bdg_ldpath_t *path)
{
    return bdg_err(BDG_E_UNSUPPORTED, "%s uses \"%s\", which is not taken here.", bdg_ldpath_text(path, r->pool), bdg_ld_quoted(m->key, r->pool));
}

/* --- nodes */

static bdg_err_t *node_id(bdg_term_t *subject, bdg_ldrun_t *r, const object_t *o, const bdg_ldpath_t *path)
{
    const bdg_ldmember_t *id = NULL;
    for (size_t i = 0; i < o->count; i++) {
        const bdg_ldmember_t *m = &o->members[i];
        if (m->keyword == BDG_KW_ID) {
            if (id)
                return wrong(r, path, "has two ids");
            id = m;
        }
    }
    if (!id) {
        *subject = bdg_quads_blank(r->quads);
        return NULL;
    }
    const char *text = json_string_value(id->value), *iri;
    bdg_ldpath_t here = { path, id->key, path->depth + 1 };
    if (!text)
        return wrong(r, &here, "is not an address");
    BDG_TRY(bdg_ldctx_iri(&iri, &r->env, o->ctx, text, strlen(text), 0));
    return bdg_ld_resource(subject, r, text, iri, &here);
}

static bdg_err_t *node_type(bdg_ldrun_t *r, const object_t *o, const json_t *value, const bdg_ldsink_t *sink, const bdg_ldpath_t *path)
{
    const char *text = json_string_value(value), *iri;
    bdg_term_t type = { .kind = BDG_TERM_NONE };
    if (!text)
        return wrong(r, path, "is not the name of a type");
    BDG_TRY(bdg_ldctx_iri(&iri, &r->env, o->type_ctx, text, strlen(text), 1));
    if (!iri || !bdg_ld_is_absolute(iri))
        return bdg_err(BDG_E_INVALID, "%s names a type that no context of this document defines: \"%s\".", bdg_ldpath_text(path, r->pool), bdg_ld_quoted(text, r->pool));
    BDG_TRY(bdg_ld_resource(&type, r, text, iri, path));
    bdg_ldsink_put(r, sink, type);
    return NULL;
}

static bdg_err_t *node_types(bdg_ldrun_t *r, const object_t *o, const json_t *value, bdg_ldsink_t *sink, const bdg_ldpath_t *path)
{
    sink->predicate = bdg_iri(BDG_RDF "type");
    if (!json_is_array(value))
        return node_type(r, o, value, sink, path);
    for (size_t i = 0; i < json_array_size(value); i++)
        BDG_TRY(node_type(r, o, json_array_get(value, i), sink, path));
    return NULL;
}

/* {"@list": ...} */
static int is_list(const bdg_ldctx_t *ctx, const json_t *value)
{
    const char *key = json_object_size(value) == 1 ? json_object_iter_key(json_object_iter((json_t *)(uintptr_t)value)) : NULL;
    const bdg_ldterm_t *t = key ? bdg_ldctx_term(ctx, key, strlen(key), bdg_ld_hash(key, strlen(key))) : NULL;
    return key && (t ? t->keyword : bdg_ld_keyword(key)) == BDG_KW_LIST;
}

static bdg_err_t *property(bdg_ldrun_t *r, const object_t *o, const bdg_ldmember_t *m, bdg_ldsink_t *sink, const bdg_ldpath_t *path)
{
    const char *iri;
    const bdg_ldterm_t *prop = m->term;
    bdg_term_t json = { .kind = BDG_TERM_NONE };
    bdg_ldpath_t here = { path, m->key, path->depth + 1 };
    BDG_TRY(bdg_ldctx_iri(&iri, &r->env, o->ctx, m->key, m->len, 1));
    if (!iri || !bdg_ld_is_absolute(iri))
        return bdg_err(BDG_E_INVALID, "%s means nothing: no context of this document defines it.", bdg_ldpath_text(&here, r->pool));
    if (*iri == '_')
        return wrong(r, &here, "is a property without a name");
    sink->predicate = bdg_iri(iri);
    sink->graphs = 0;
    if (prop && prop->coerce == BDG_COERCE_JSON) {
        BDG_TRY(bdg_ld_json(&json, r, m->value));
        bdg_ldsink_put(r, sink, json);
        return NULL;
    }
    if (!prop || json_is_null(m->value))
        return values(r, o->ctx, prop, m->value, sink, &here);
    if ((prop->container & BDG_CONTAINER_LANGUAGE) && json_is_object(m->value))
        return bdg_ld_language_map(r, o->ctx, sink, m->value, &here);
    if ((prop->container & BDG_CONTAINER_LIST) && !is_list(o->ctx, m->value))
        return list(r, o->ctx, prop, m->value, sink, &here);
    sink->graphs = (prop->container & BDG_CONTAINER_GRAPH) != 0;
    return values(r, o->ctx, prop, m->value, sink, &here);
}

static int says_something(const object_t *o)
{
    for (size_t i = 0; i < o->count; i++)
        if (o->members[i].keyword != BDG_KW_ID && (!json_is_null(o->members[i].value) || (o->members[i].term && o->members[i].term->coerce == BDG_COERCE_JSON)))
            return 1;
    return 0;
}

/* A node object (section 7.2 and 8.1 in one). whole: it stands alone, so that one without members would vanish. */
static bdg_err_t *node(bdg_term_t *subject, bdg_ldrun_t *r, const object_t *o, bdg_term_t graph, int whole, const bdg_ldpath_t *path)
{
    BDG_TRY(node_id(subject, r, o, path));
    if (whole && !says_something(o))
        return wrong(r, path, "says nothing");
    bdg_ldsink_t sink = { .subject = *subject, .graph = graph };
    for (size_t i = 0; i < o->count; i++) {
        const bdg_ldmember_t *m = &o->members[i];
        bdg_ldpath_t here = { path, m->key, path->depth + 1 };
        if (m->keyword == BDG_KW_ID)
            continue;
        if (m->keyword == BDG_KW_TYPE)
            BDG_TRY(node_types(r, o, m->value, &sink, &here));
        else if (m->keyword)
            return not_taken(r, m, path);
        else
            BDG_TRY(property(r, o, m, &sink, path));
    }
    return NULL;
}

/* @list or @set, which stand alone. prop: what they are values of, in the context they are in. */
static bdg_err_t *collection(bdg_ldrun_t *r, const object_t *o, const bdg_ldterm_t *prop, const bdg_ldsink_t *sink, const bdg_ldpath_t *path)
{
    if (o->count != 1)
        return wrong(r, path, "is not a list or set as JSON-LD writes one");
    prop = prop ? bdg_ldctx_term(o->ctx, prop->name, prop->len, prop->hash) : NULL;
    if (o->members[0].keyword == BDG_KW_SET)
        return values(r, o->ctx, prop, o->members[0].value, sink, path);
    return list(r, o->ctx, prop, o->members[0].value, sink, path);
}

static bdg_err_t *object(bdg_ldrun_t *r, const bdg_ldctx_t *ctx, const bdg_ldterm_t *prop, const json_t *value, const bdg_ldsink_t *sink, const bdg_ldpath_t *path)
{
    object_t o;
    bdg_term_t term = { .kind = BDG_TERM_NONE };
    bdg_ldpath_t here = { path, path->key, path->depth + 1 };
    BDG_TRY(enter(&o, r, ctx, prop, value, json_object_get(value, "@context"), path));
    int literal = has(&o, BDG_KW_VALUE), listed = has(&o, BDG_KW_LIST);
    if ((literal || listed) && sink->graphs)
        return wrong(r, path, "must be an object with members");
    if (literal) {
        BDG_TRY(bdg_ld_value_object(&term, r, o.type_ctx, o.members, o.count, path));
    } else if (listed || has(&o, BDG_KW_SET)) {
        return collection(r, &o, prop, sink, &here);
    } else if (sink->graphs) {
        bdg_term_t inner;
        term = bdg_quads_blank(r->quads);
        BDG_TRY(node(&inner, r, &o, term, 1, path));
    } else {
        BDG_TRY(node(&term, r, &o, sink->graph, 0, path));
    }
    bdg_ldsink_put(r, sink, term);
    return NULL;
}

/* Whatever stands under a property, in a set or alone. */
static bdg_err_t *values(bdg_ldrun_t *r, const bdg_ldctx_t *ctx, const bdg_ldterm_t *prop, const json_t *value, const bdg_ldsink_t *sink, const bdg_ldpath_t *path)
{
    bdg_term_t term = { .kind = BDG_TERM_NONE };
    if (json_is_null(value))
        return NULL;
    if (json_is_object(value))
        return object(r, ctx, prop, value, sink, path);
    if (json_is_array(value)) {
        bdg_ldpath_t here = { path, path->key, path->depth + 1 };
        if (here.depth > BDG_JSONLD_DEPTH)
            return bdg_err(BDG_E_TOO_LARGE, "This document is nested more than %d levels deep.", BDG_JSONLD_DEPTH);
        for (size_t i = 0; i < json_array_size(value); i++)
            BDG_TRY(values(r, ctx, prop, json_array_get(value, i), sink, &here));
        return NULL;
    }
    if (sink->graphs)
        return wrong(r, path, "must be an object with members");
    if (prop && prop->scoped) {
        BDG_TRY(bdg_ldctx_apply(&ctx, &r->env, ctx, prop->scoped, BDG_LD_PROPERTY_SCOPED));
        prop = bdg_ldctx_term(ctx, prop->name, prop->len, prop->hash);
    }
    BDG_TRY(bdg_ld_scalar(&term, r, ctx, prop, value, path));
    bdg_ldsink_put(r, sink, term);
    return NULL;
}

bdg_err_t *bdg_jsonld_quads(bdg_quads_t **out, const json_t *doc, const bdg_jsonld_t *how, const bdg_contexts_t *contexts, apr_pool_t *pool)
{
    static const bdg_jsonld_t plain;
    bdg_ldrun_t r = { .pool = pool };
    bdg_ldpath_t top = { NULL, NULL, 0 };
    object_t o;
    bdg_term_t subject;
    how = how ? how : &plain;
    *out = NULL;
    if (!json_is_object(doc))
        return bdg_err(BDG_E_INVALID, "This document is not a JSON object.");
    const json_t *context = how->context ? how->context : json_object_get(doc, "@context");
    if (!context)
        return bdg_err(BDG_E_INVALID, "This document has no @context, so its members mean nothing.");
    bdg_ldenv_start(&r.env, contexts, pool);
    r.blanks = apr_hash_make(pool);
    r.leave_out = how->leave_out;
    r.quads = bdg_quads_make(how->max ? how->max : BDG_QUADS_MAX, pool);
    BDG_TRY(enter(&o, &r, &bdg_ldctx_initial, NULL, doc, context, &top));
    BDG_TRY(node(&subject, &r, &o, (bdg_term_t){ .kind = BDG_TERM_NONE }, 1, &top));
    *out = r.quads;
    return bdg_quads_check(r.quads);
}
