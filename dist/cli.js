#!/usr/bin/env node
/******/ (() => { // webpackBootstrap
/******/ 	"use strict";
/******/ 	var __webpack_modules__ = ({

/***/ 181:
/***/ ((module) => {

module.exports = require("buffer");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = require("process");

/***/ }),

/***/ 7349:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var Scalar = __nccwpck_require__(3301);
var YAMLMap = __nccwpck_require__(4454);
var YAMLSeq = __nccwpck_require__(2223);
var resolveBlockMap = __nccwpck_require__(7103);
var resolveBlockSeq = __nccwpck_require__(334);
var resolveFlowCollection = __nccwpck_require__(3142);

function resolveCollection(CN, ctx, token, onError, tagName, tag) {
    const coll = token.type === 'block-map'
        ? resolveBlockMap.resolveBlockMap(CN, ctx, token, onError, tag)
        : token.type === 'block-seq'
            ? resolveBlockSeq.resolveBlockSeq(CN, ctx, token, onError, tag)
            : resolveFlowCollection.resolveFlowCollection(CN, ctx, token, onError, tag);
    const Coll = coll.constructor;
    // If we got a tagName matching the class, or the tag name is '!',
    // then use the tagName from the node class used to create it.
    if (tagName === '!' || tagName === Coll.tagName) {
        coll.tag = Coll.tagName;
        return coll;
    }
    if (tagName)
        coll.tag = tagName;
    return coll;
}
function composeCollection(CN, ctx, token, props, onError) {
    const tagToken = props.tag;
    const tagName = !tagToken
        ? null
        : ctx.directives.tagName(tagToken.source, msg => onError(tagToken, 'TAG_RESOLVE_FAILED', msg));
    if (token.type === 'block-seq') {
        const { anchor, newlineAfterProp: nl } = props;
        const lastProp = anchor && tagToken
            ? anchor.offset > tagToken.offset
                ? anchor
                : tagToken
            : (anchor ?? tagToken);
        if (lastProp && (!nl || nl.offset < lastProp.offset)) {
            const message = 'Missing newline after block sequence props';
            onError(lastProp, 'MISSING_CHAR', message);
        }
    }
    const expType = token.type === 'block-map'
        ? 'map'
        : token.type === 'block-seq'
            ? 'seq'
            : token.start.source === '{'
                ? 'map'
                : 'seq';
    // shortcut: check if it's a generic YAMLMap or YAMLSeq
    // before jumping into the custom tag logic.
    if (!tagToken ||
        !tagName ||
        tagName === '!' ||
        (tagName === YAMLMap.YAMLMap.tagName && expType === 'map') ||
        (tagName === YAMLSeq.YAMLSeq.tagName && expType === 'seq')) {
        return resolveCollection(CN, ctx, token, onError, tagName);
    }
    let tag = ctx.schema.tags.find(t => t.tag === tagName && t.collection === expType);
    if (!tag) {
        const kt = ctx.schema.knownTags[tagName];
        if (kt?.collection === expType) {
            ctx.schema.tags.push(Object.assign({}, kt, { default: false }));
            tag = kt;
        }
        else {
            if (kt) {
                onError(tagToken, 'BAD_COLLECTION_TYPE', `${kt.tag} used for ${expType} collection, but expects ${kt.collection ?? 'scalar'}`, true);
            }
            else {
                onError(tagToken, 'TAG_RESOLVE_FAILED', `Unresolved tag: ${tagName}`, true);
            }
            return resolveCollection(CN, ctx, token, onError, tagName);
        }
    }
    const coll = resolveCollection(CN, ctx, token, onError, tagName, tag);
    const res = tag.resolve?.(coll, msg => onError(tagToken, 'TAG_RESOLVE_FAILED', msg), ctx.options) ?? coll;
    const node = identity.isNode(res)
        ? res
        : new Scalar.Scalar(res);
    node.range = coll.range;
    node.tag = tagName;
    if (tag?.format)
        node.format = tag.format;
    return node;
}

exports.composeCollection = composeCollection;


/***/ }),

/***/ 3683:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Document = __nccwpck_require__(3021);
var composeNode = __nccwpck_require__(5937);
var resolveEnd = __nccwpck_require__(7788);
var resolveProps = __nccwpck_require__(4631);

function composeDoc(options, directives, { offset, start, value, end }, onError) {
    const opts = Object.assign({ _directives: directives }, options);
    const doc = new Document.Document(undefined, opts);
    const ctx = {
        atKey: false,
        atRoot: true,
        directives: doc.directives,
        options: doc.options,
        schema: doc.schema
    };
    const props = resolveProps.resolveProps(start, {
        indicator: 'doc-start',
        next: value ?? end?.[0],
        offset,
        onError,
        parentIndent: 0,
        startOnNewline: true
    });
    if (props.found) {
        doc.directives.docStart = true;
        if (value &&
            (value.type === 'block-map' || value.type === 'block-seq') &&
            !props.hasNewline)
            onError(props.end, 'MISSING_CHAR', 'Block collection cannot start on same line with directives-end marker');
    }
    // @ts-expect-error If Contents is set, let's trust the user
    doc.contents = value
        ? composeNode.composeNode(ctx, value, props, onError)
        : composeNode.composeEmptyNode(ctx, props.end, start, null, props, onError);
    const contentEnd = doc.contents.range[2];
    const re = resolveEnd.resolveEnd(end, contentEnd, false, onError);
    if (re.comment)
        doc.comment = re.comment;
    doc.range = [offset, contentEnd, re.offset];
    return doc;
}

exports.composeDoc = composeDoc;


/***/ }),

/***/ 5937:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Alias = __nccwpck_require__(4065);
var identity = __nccwpck_require__(1127);
var composeCollection = __nccwpck_require__(7349);
var composeScalar = __nccwpck_require__(5413);
var resolveEnd = __nccwpck_require__(7788);
var utilEmptyScalarPosition = __nccwpck_require__(2599);

const CN = { composeNode, composeEmptyNode };
function composeNode(ctx, token, props, onError) {
    const atKey = ctx.atKey;
    const { spaceBefore, comment, anchor, tag } = props;
    let node;
    let isSrcToken = true;
    switch (token.type) {
        case 'alias':
            node = composeAlias(ctx, token, onError);
            if (anchor || tag)
                onError(token, 'ALIAS_PROPS', 'An alias node must not specify any properties');
            break;
        case 'scalar':
        case 'single-quoted-scalar':
        case 'double-quoted-scalar':
        case 'block-scalar':
            node = composeScalar.composeScalar(ctx, token, tag, onError);
            if (anchor)
                node.anchor = anchor.source.substring(1);
            break;
        case 'block-map':
        case 'block-seq':
        case 'flow-collection':
            try {
                node = composeCollection.composeCollection(CN, ctx, token, props, onError);
                if (anchor)
                    node.anchor = anchor.source.substring(1);
            }
            catch (error) {
                // Almost certainly here due to a stack overflow
                const message = error instanceof Error ? error.message : String(error);
                onError(token, 'RESOURCE_EXHAUSTION', message);
            }
            break;
        default: {
            const message = token.type === 'error'
                ? token.message
                : `Unsupported token (type: ${token.type})`;
            onError(token, 'UNEXPECTED_TOKEN', message);
            isSrcToken = false;
        }
    }
    node ?? (node = composeEmptyNode(ctx, token.offset, undefined, null, props, onError));
    if (anchor && node.anchor === '')
        onError(anchor, 'BAD_ALIAS', 'Anchor cannot be an empty string');
    if (atKey &&
        ctx.options.stringKeys &&
        (!identity.isScalar(node) ||
            typeof node.value !== 'string' ||
            (node.tag && node.tag !== 'tag:yaml.org,2002:str'))) {
        const msg = 'With stringKeys, all keys must be strings';
        onError(tag ?? token, 'NON_STRING_KEY', msg);
    }
    if (spaceBefore)
        node.spaceBefore = true;
    if (comment) {
        if (token.type === 'scalar' && token.source === '')
            node.comment = comment;
        else
            node.commentBefore = comment;
    }
    // @ts-expect-error Type checking misses meaning of isSrcToken
    if (ctx.options.keepSourceTokens && isSrcToken)
        node.srcToken = token;
    return node;
}
function composeEmptyNode(ctx, offset, before, pos, { spaceBefore, comment, anchor, tag, end }, onError) {
    const token = {
        type: 'scalar',
        offset: utilEmptyScalarPosition.emptyScalarPosition(offset, before, pos),
        indent: -1,
        source: ''
    };
    const node = composeScalar.composeScalar(ctx, token, tag, onError);
    if (anchor) {
        node.anchor = anchor.source.substring(1);
        if (node.anchor === '')
            onError(anchor, 'BAD_ALIAS', 'Anchor cannot be an empty string');
    }
    if (spaceBefore)
        node.spaceBefore = true;
    if (comment) {
        node.comment = comment;
        node.range[2] = end;
    }
    return node;
}
function composeAlias({ options }, { offset, source, end }, onError) {
    const alias = new Alias.Alias(source.substring(1));
    if (alias.source === '')
        onError(offset, 'BAD_ALIAS', 'Alias cannot be an empty string');
    if (alias.source.endsWith(':'))
        onError(offset + source.length - 1, 'BAD_ALIAS', 'Alias ending in : is ambiguous', true);
    const valueEnd = offset + source.length;
    const re = resolveEnd.resolveEnd(end, valueEnd, options.strict, onError);
    alias.range = [offset, valueEnd, re.offset];
    if (re.comment)
        alias.comment = re.comment;
    return alias;
}

exports.composeEmptyNode = composeEmptyNode;
exports.composeNode = composeNode;


/***/ }),

/***/ 5413:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var Scalar = __nccwpck_require__(3301);
var resolveBlockScalar = __nccwpck_require__(8913);
var resolveFlowScalar = __nccwpck_require__(6842);

function composeScalar(ctx, token, tagToken, onError) {
    const { value, type, comment, range } = token.type === 'block-scalar'
        ? resolveBlockScalar.resolveBlockScalar(ctx, token, onError)
        : resolveFlowScalar.resolveFlowScalar(token, ctx.options.strict, onError);
    const tagName = tagToken
        ? ctx.directives.tagName(tagToken.source, msg => onError(tagToken, 'TAG_RESOLVE_FAILED', msg))
        : null;
    let tag;
    if (ctx.options.stringKeys && ctx.atKey) {
        tag = ctx.schema[identity.SCALAR];
    }
    else if (tagName)
        tag = findScalarTagByName(ctx.schema, value, tagName, tagToken, onError);
    else if (token.type === 'scalar')
        tag = findScalarTagByTest(ctx, value, token, onError);
    else
        tag = ctx.schema[identity.SCALAR];
    let scalar;
    try {
        const res = tag.resolve(value, msg => onError(tagToken ?? token, 'TAG_RESOLVE_FAILED', msg), ctx.options);
        scalar = identity.isScalar(res) ? res : new Scalar.Scalar(res);
    }
    catch (error) {
        const msg = error instanceof Error ? error.message : String(error);
        onError(tagToken ?? token, 'TAG_RESOLVE_FAILED', msg);
        scalar = new Scalar.Scalar(value);
    }
    scalar.range = range;
    scalar.source = value;
    if (type)
        scalar.type = type;
    if (tagName)
        scalar.tag = tagName;
    if (tag.format)
        scalar.format = tag.format;
    if (comment)
        scalar.comment = comment;
    return scalar;
}
function findScalarTagByName(schema, value, tagName, tagToken, onError) {
    if (tagName === '!')
        return schema[identity.SCALAR]; // non-specific tag
    const matchWithTest = [];
    for (const tag of schema.tags) {
        if (!tag.collection && tag.tag === tagName) {
            if (tag.default && tag.test)
                matchWithTest.push(tag);
            else
                return tag;
        }
    }
    for (const tag of matchWithTest)
        if (tag.test?.test(value))
            return tag;
    const kt = schema.knownTags[tagName];
    if (kt && !kt.collection) {
        // Ensure that the known tag is available for stringifying,
        // but does not get used by default.
        schema.tags.push(Object.assign({}, kt, { default: false, test: undefined }));
        return kt;
    }
    onError(tagToken, 'TAG_RESOLVE_FAILED', `Unresolved tag: ${tagName}`, tagName !== 'tag:yaml.org,2002:str');
    return schema[identity.SCALAR];
}
function findScalarTagByTest({ atKey, directives, schema }, value, token, onError) {
    const tag = schema.tags.find(tag => (tag.default === true || (atKey && tag.default === 'key')) &&
        tag.test?.test(value)) || schema[identity.SCALAR];
    if (schema.compat) {
        const compat = schema.compat.find(tag => tag.default && tag.test?.test(value)) ??
            schema[identity.SCALAR];
        if (tag.tag !== compat.tag) {
            const ts = directives.tagString(tag.tag);
            const cs = directives.tagString(compat.tag);
            const msg = `Value may be parsed as either ${ts} or ${cs}`;
            onError(token, 'TAG_RESOLVE_FAILED', msg, true);
        }
    }
    return tag;
}

exports.composeScalar = composeScalar;


/***/ }),

/***/ 9984:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var node_process = __nccwpck_require__(932);
var directives = __nccwpck_require__(1342);
var Document = __nccwpck_require__(3021);
var errors = __nccwpck_require__(1464);
var identity = __nccwpck_require__(1127);
var composeDoc = __nccwpck_require__(3683);
var resolveEnd = __nccwpck_require__(7788);

function getErrorPos(src) {
    if (typeof src === 'number')
        return [src, src + 1];
    if (Array.isArray(src))
        return src.length === 2 ? src : [src[0], src[1]];
    const { offset, source } = src;
    return [offset, offset + (typeof source === 'string' ? source.length : 1)];
}
function parsePrelude(prelude) {
    let comment = '';
    let atComment = false;
    let afterEmptyLine = false;
    for (let i = 0; i < prelude.length; ++i) {
        const source = prelude[i];
        switch (source[0]) {
            case '#':
                comment +=
                    (comment === '' ? '' : afterEmptyLine ? '\n\n' : '\n') +
                        (source.substring(1) || ' ');
                atComment = true;
                afterEmptyLine = false;
                break;
            case '%':
                if (prelude[i + 1]?.[0] !== '#')
                    i += 1;
                atComment = false;
                break;
            default:
                // This may be wrong after doc-end, but in that case it doesn't matter
                if (!atComment)
                    afterEmptyLine = true;
                atComment = false;
        }
    }
    return { comment, afterEmptyLine };
}
/**
 * Compose a stream of CST nodes into a stream of YAML Documents.
 *
 * ```ts
 * import { Composer, Parser } from 'yaml'
 *
 * const src: string = ...
 * const tokens = new Parser().parse(src)
 * const docs = new Composer().compose(tokens)
 * ```
 */
class Composer {
    constructor(options = {}) {
        this.doc = null;
        this.atDirectives = false;
        this.prelude = [];
        this.errors = [];
        this.warnings = [];
        this.onError = (source, code, message, warning) => {
            const pos = getErrorPos(source);
            if (warning)
                this.warnings.push(new errors.YAMLWarning(pos, code, message));
            else
                this.errors.push(new errors.YAMLParseError(pos, code, message));
        };
        // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing
        this.directives = new directives.Directives({ version: options.version || '1.2' });
        this.options = options;
    }
    decorate(doc, afterDoc) {
        const { comment, afterEmptyLine } = parsePrelude(this.prelude);
        //console.log({ dc: doc.comment, prelude, comment })
        if (comment) {
            const dc = doc.contents;
            if (afterDoc) {
                doc.comment = doc.comment ? `${doc.comment}\n${comment}` : comment;
            }
            else if (afterEmptyLine || doc.directives.docStart || !dc) {
                doc.commentBefore = comment;
            }
            else if (identity.isCollection(dc) && !dc.flow && dc.items.length > 0) {
                let it = dc.items[0];
                if (identity.isPair(it))
                    it = it.key;
                const cb = it.commentBefore;
                it.commentBefore = cb ? `${comment}\n${cb}` : comment;
            }
            else {
                const cb = dc.commentBefore;
                dc.commentBefore = cb ? `${comment}\n${cb}` : comment;
            }
        }
        if (afterDoc) {
            for (let i = 0; i < this.errors.length; ++i)
                doc.errors.push(this.errors[i]);
            for (let i = 0; i < this.warnings.length; ++i)
                doc.warnings.push(this.warnings[i]);
        }
        else {
            doc.errors = this.errors;
            doc.warnings = this.warnings;
        }
        this.prelude = [];
        this.errors = [];
        this.warnings = [];
    }
    /**
     * Current stream status information.
     *
     * Mostly useful at the end of input for an empty stream.
     */
    streamInfo() {
        return {
            comment: parsePrelude(this.prelude).comment,
            directives: this.directives,
            errors: this.errors,
            warnings: this.warnings
        };
    }
    /**
     * Compose tokens into documents.
     *
     * @param forceDoc - If the stream contains no document, still emit a final document including any comments and directives that would be applied to a subsequent document.
     * @param endOffset - Should be set if `forceDoc` is also set, to set the document range end and to indicate errors correctly.
     */
    *compose(tokens, forceDoc = false, endOffset = -1) {
        for (const token of tokens)
            yield* this.next(token);
        yield* this.end(forceDoc, endOffset);
    }
    /** Advance the composer by one CST token. */
    *next(token) {
        if (node_process.env.LOG_STREAM)
            console.dir(token, { depth: null });
        switch (token.type) {
            case 'directive':
                this.directives.add(token.source, (offset, message, warning) => {
                    const pos = getErrorPos(token);
                    pos[0] += offset;
                    this.onError(pos, 'BAD_DIRECTIVE', message, warning);
                });
                this.prelude.push(token.source);
                this.atDirectives = true;
                break;
            case 'document': {
                const doc = composeDoc.composeDoc(this.options, this.directives, token, this.onError);
                if (this.atDirectives && !doc.directives.docStart)
                    this.onError(token, 'MISSING_CHAR', 'Missing directives-end/doc-start indicator line');
                this.decorate(doc, false);
                if (this.doc)
                    yield this.doc;
                this.doc = doc;
                this.atDirectives = false;
                break;
            }
            case 'byte-order-mark':
            case 'space':
                break;
            case 'comment':
            case 'newline':
                this.prelude.push(token.source);
                break;
            case 'error': {
                const msg = token.source
                    ? `${token.message}: ${JSON.stringify(token.source)}`
                    : token.message;
                const error = new errors.YAMLParseError(getErrorPos(token), 'UNEXPECTED_TOKEN', msg);
                if (this.atDirectives || !this.doc)
                    this.errors.push(error);
                else
                    this.doc.errors.push(error);
                break;
            }
            case 'doc-end': {
                if (!this.doc) {
                    const msg = 'Unexpected doc-end without preceding document';
                    this.errors.push(new errors.YAMLParseError(getErrorPos(token), 'UNEXPECTED_TOKEN', msg));
                    break;
                }
                this.doc.directives.docEnd = true;
                const end = resolveEnd.resolveEnd(token.end, token.offset + token.source.length, this.doc.options.strict, this.onError);
                this.decorate(this.doc, true);
                if (end.comment) {
                    const dc = this.doc.comment;
                    this.doc.comment = dc ? `${dc}\n${end.comment}` : end.comment;
                }
                this.doc.range[2] = end.offset;
                break;
            }
            default:
                this.errors.push(new errors.YAMLParseError(getErrorPos(token), 'UNEXPECTED_TOKEN', `Unsupported token ${token.type}`));
        }
    }
    /**
     * Call at end of input to yield any remaining document.
     *
     * @param forceDoc - If the stream contains no document, still emit a final document including any comments and directives that would be applied to a subsequent document.
     * @param endOffset - Should be set if `forceDoc` is also set, to set the document range end and to indicate errors correctly.
     */
    *end(forceDoc = false, endOffset = -1) {
        if (this.doc) {
            this.decorate(this.doc, true);
            yield this.doc;
            this.doc = null;
        }
        else if (forceDoc) {
            const opts = Object.assign({ _directives: this.directives }, this.options);
            const doc = new Document.Document(undefined, opts);
            if (this.atDirectives)
                this.onError(endOffset, 'MISSING_CHAR', 'Missing directives-end indicator line');
            doc.range = [0, endOffset, endOffset];
            this.decorate(doc, false);
            yield doc;
        }
    }
}

exports.Composer = Composer;


/***/ }),

/***/ 7103:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Pair = __nccwpck_require__(7165);
var YAMLMap = __nccwpck_require__(4454);
var resolveProps = __nccwpck_require__(4631);
var utilContainsNewline = __nccwpck_require__(9499);
var utilFlowIndentCheck = __nccwpck_require__(4051);
var utilMapIncludes = __nccwpck_require__(1187);

const startColMsg = 'All mapping items must start at the same column';
function resolveBlockMap({ composeNode, composeEmptyNode }, ctx, bm, onError, tag) {
    const NodeClass = tag?.nodeClass ?? YAMLMap.YAMLMap;
    const map = new NodeClass(ctx.schema);
    if (ctx.atRoot)
        ctx.atRoot = false;
    let offset = bm.offset;
    let commentEnd = null;
    for (const collItem of bm.items) {
        const { start, key, sep, value } = collItem;
        // key properties
        const keyProps = resolveProps.resolveProps(start, {
            indicator: 'explicit-key-ind',
            next: key ?? sep?.[0],
            offset,
            onError,
            parentIndent: bm.indent,
            startOnNewline: true
        });
        const implicitKey = !keyProps.found;
        if (implicitKey) {
            if (key) {
                if (key.type === 'block-seq')
                    onError(offset, 'BLOCK_AS_IMPLICIT_KEY', 'A block sequence may not be used as an implicit map key');
                else if ('indent' in key && key.indent !== bm.indent)
                    onError(offset, 'BAD_INDENT', startColMsg);
            }
            if (!keyProps.anchor && !keyProps.tag && !sep) {
                commentEnd = keyProps.end;
                if (keyProps.comment) {
                    if (map.comment)
                        map.comment += '\n' + keyProps.comment;
                    else
                        map.comment = keyProps.comment;
                }
                continue;
            }
            if (keyProps.newlineAfterProp || utilContainsNewline.containsNewline(key)) {
                onError(key ?? start[start.length - 1], 'MULTILINE_IMPLICIT_KEY', 'Implicit keys need to be on a single line');
            }
        }
        else if (keyProps.found?.indent !== bm.indent) {
            onError(offset, 'BAD_INDENT', startColMsg);
        }
        // key value
        ctx.atKey = true;
        const keyStart = keyProps.end;
        const keyNode = key
            ? composeNode(ctx, key, keyProps, onError)
            : composeEmptyNode(ctx, keyStart, start, null, keyProps, onError);
        if (ctx.schema.compat)
            utilFlowIndentCheck.flowIndentCheck(bm.indent, key, onError);
        ctx.atKey = false;
        if (utilMapIncludes.mapIncludes(ctx, map.items, keyNode))
            onError(keyStart, 'DUPLICATE_KEY', 'Map keys must be unique');
        // value properties
        const valueProps = resolveProps.resolveProps(sep ?? [], {
            indicator: 'map-value-ind',
            next: value,
            offset: keyNode.range[2],
            onError,
            parentIndent: bm.indent,
            startOnNewline: !key || key.type === 'block-scalar'
        });
        offset = valueProps.end;
        if (valueProps.found) {
            if (implicitKey) {
                if (value?.type === 'block-map' && !valueProps.hasNewline)
                    onError(offset, 'BLOCK_AS_IMPLICIT_KEY', 'Nested mappings are not allowed in compact mappings');
                if (ctx.options.strict &&
                    keyProps.start < valueProps.found.offset - 1024)
                    onError(keyNode.range, 'KEY_OVER_1024_CHARS', 'The : indicator must be at most 1024 chars after the start of an implicit block mapping key');
            }
            // value value
            const valueNode = value
                ? composeNode(ctx, value, valueProps, onError)
                : composeEmptyNode(ctx, offset, sep, null, valueProps, onError);
            if (ctx.schema.compat)
                utilFlowIndentCheck.flowIndentCheck(bm.indent, value, onError);
            offset = valueNode.range[2];
            const pair = new Pair.Pair(keyNode, valueNode);
            if (ctx.options.keepSourceTokens)
                pair.srcToken = collItem;
            map.items.push(pair);
        }
        else {
            // key with no value
            if (implicitKey)
                onError(keyNode.range, 'MISSING_CHAR', 'Implicit map keys need to be followed by map values');
            if (valueProps.comment) {
                if (keyNode.comment)
                    keyNode.comment += '\n' + valueProps.comment;
                else
                    keyNode.comment = valueProps.comment;
            }
            const pair = new Pair.Pair(keyNode);
            if (ctx.options.keepSourceTokens)
                pair.srcToken = collItem;
            map.items.push(pair);
        }
    }
    if (commentEnd && commentEnd < offset)
        onError(commentEnd, 'IMPOSSIBLE', 'Map comment with trailing content');
    map.range = [bm.offset, offset, commentEnd ?? offset];
    return map;
}

exports.resolveBlockMap = resolveBlockMap;


/***/ }),

/***/ 8913:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(3301);

function resolveBlockScalar(ctx, scalar, onError) {
    const start = scalar.offset;
    const header = parseBlockScalarHeader(scalar, ctx.options.strict, onError);
    if (!header)
        return { value: '', type: null, comment: '', range: [start, start, start] };
    const type = header.mode === '>' ? Scalar.Scalar.BLOCK_FOLDED : Scalar.Scalar.BLOCK_LITERAL;
    const lines = scalar.source ? splitLines(scalar.source) : [];
    // determine the end of content & start of chomping
    let chompStart = lines.length;
    for (let i = lines.length - 1; i >= 0; --i) {
        const content = lines[i][1];
        if (content === '' || content === '\r')
            chompStart = i;
        else
            break;
    }
    // shortcut for empty contents
    if (chompStart === 0) {
        const value = header.chomp === '+' && lines.length > 0
            ? '\n'.repeat(Math.max(1, lines.length - 1))
            : '';
        let end = start + header.length;
        if (scalar.source)
            end += scalar.source.length;
        return { value, type, comment: header.comment, range: [start, end, end] };
    }
    // find the indentation level to trim from start
    let trimIndent = scalar.indent + header.indent;
    let offset = scalar.offset + header.length;
    let contentStart = 0;
    for (let i = 0; i < chompStart; ++i) {
        const [indent, content] = lines[i];
        if (content === '' || content === '\r') {
            if (header.indent === 0 && indent.length > trimIndent)
                trimIndent = indent.length;
        }
        else {
            if (indent.length < trimIndent) {
                const message = 'Block scalars with more-indented leading empty lines must use an explicit indentation indicator';
                onError(offset + indent.length, 'MISSING_CHAR', message);
            }
            if (header.indent === 0)
                trimIndent = indent.length;
            contentStart = i;
            if (trimIndent === 0 && !ctx.atRoot) {
                const message = 'Block scalar values in collections must be indented';
                onError(offset, 'BAD_INDENT', message);
            }
            break;
        }
        offset += indent.length + content.length + 1;
    }
    // include trailing more-indented empty lines in content
    for (let i = lines.length - 1; i >= chompStart; --i) {
        if (lines[i][0].length > trimIndent)
            chompStart = i + 1;
    }
    let value = '';
    let sep = '';
    let prevMoreIndented = false;
    // leading whitespace is kept intact
    for (let i = 0; i < contentStart; ++i)
        value += lines[i][0].slice(trimIndent) + '\n';
    for (let i = contentStart; i < chompStart; ++i) {
        let [indent, content] = lines[i];
        offset += indent.length + content.length + 1;
        const crlf = content[content.length - 1] === '\r';
        if (crlf)
            content = content.slice(0, -1);
        /* istanbul ignore if already caught in lexer */
        if (content && indent.length < trimIndent) {
            const src = header.indent
                ? 'explicit indentation indicator'
                : 'first line';
            const message = `Block scalar lines must not be less indented than their ${src}`;
            onError(offset - content.length - (crlf ? 2 : 1), 'BAD_INDENT', message);
            indent = '';
        }
        if (type === Scalar.Scalar.BLOCK_LITERAL) {
            value += sep + indent.slice(trimIndent) + content;
            sep = '\n';
        }
        else if (indent.length > trimIndent || content[0] === '\t') {
            // more-indented content within a folded block
            if (sep === ' ')
                sep = '\n';
            else if (!prevMoreIndented && sep === '\n')
                sep = '\n\n';
            value += sep + indent.slice(trimIndent) + content;
            sep = '\n';
            prevMoreIndented = true;
        }
        else if (content === '') {
            // empty line
            if (sep === '\n')
                value += '\n';
            else
                sep = '\n';
        }
        else {
            value += sep + content;
            sep = ' ';
            prevMoreIndented = false;
        }
    }
    switch (header.chomp) {
        case '-':
            break;
        case '+':
            for (let i = chompStart; i < lines.length; ++i)
                value += '\n' + lines[i][0].slice(trimIndent);
            if (value[value.length - 1] !== '\n')
                value += '\n';
            break;
        default:
            value += '\n';
    }
    const end = start + header.length + scalar.source.length;
    return { value, type, comment: header.comment, range: [start, end, end] };
}
function parseBlockScalarHeader({ offset, props }, strict, onError) {
    /* istanbul ignore if should not happen */
    if (props[0].type !== 'block-scalar-header') {
        onError(props[0], 'IMPOSSIBLE', 'Block scalar header not found');
        return null;
    }
    const { source } = props[0];
    const mode = source[0];
    let indent = 0;
    let chomp = '';
    let error = -1;
    for (let i = 1; i < source.length; ++i) {
        const ch = source[i];
        if (!chomp && (ch === '-' || ch === '+'))
            chomp = ch;
        else {
            const n = Number(ch);
            if (!indent && n)
                indent = n;
            else if (error === -1)
                error = offset + i;
        }
    }
    if (error !== -1)
        onError(error, 'UNEXPECTED_TOKEN', `Block scalar header includes extra characters: ${source}`);
    let hasSpace = false;
    let comment = '';
    let length = source.length;
    for (let i = 1; i < props.length; ++i) {
        const token = props[i];
        switch (token.type) {
            case 'space':
                hasSpace = true;
            // fallthrough
            case 'newline':
                length += token.source.length;
                break;
            case 'comment':
                if (strict && !hasSpace) {
                    const message = 'Comments must be separated from other tokens by white space characters';
                    onError(token, 'MISSING_CHAR', message);
                }
                length += token.source.length;
                comment = token.source.substring(1);
                break;
            case 'error':
                onError(token, 'UNEXPECTED_TOKEN', token.message);
                length += token.source.length;
                break;
            /* istanbul ignore next should not happen */
            default: {
                const message = `Unexpected token in block scalar header: ${token.type}`;
                onError(token, 'UNEXPECTED_TOKEN', message);
                const ts = token.source;
                if (ts && typeof ts === 'string')
                    length += ts.length;
            }
        }
    }
    return { mode, indent, chomp, comment, length };
}
/** @returns Array of lines split up as `[indent, content]` */
function splitLines(source) {
    const split = source.split(/\n( *)/);
    const first = split[0];
    const m = first.match(/^( *)/);
    const line0 = m?.[1]
        ? [m[1], first.slice(m[1].length)]
        : ['', first];
    const lines = [line0];
    for (let i = 1; i < split.length; i += 2)
        lines.push([split[i], split[i + 1]]);
    return lines;
}

exports.resolveBlockScalar = resolveBlockScalar;


/***/ }),

/***/ 334:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var YAMLSeq = __nccwpck_require__(2223);
var resolveProps = __nccwpck_require__(4631);
var utilFlowIndentCheck = __nccwpck_require__(4051);

function resolveBlockSeq({ composeNode, composeEmptyNode }, ctx, bs, onError, tag) {
    const NodeClass = tag?.nodeClass ?? YAMLSeq.YAMLSeq;
    const seq = new NodeClass(ctx.schema);
    if (ctx.atRoot)
        ctx.atRoot = false;
    if (ctx.atKey)
        ctx.atKey = false;
    let offset = bs.offset;
    let commentEnd = null;
    for (const { start, value } of bs.items) {
        const props = resolveProps.resolveProps(start, {
            indicator: 'seq-item-ind',
            next: value,
            offset,
            onError,
            parentIndent: bs.indent,
            startOnNewline: true
        });
        if (!props.found) {
            if (props.anchor || props.tag || value) {
                if (value?.type === 'block-seq')
                    onError(props.end, 'BAD_INDENT', 'All sequence items must start at the same column');
                else
                    onError(offset, 'MISSING_CHAR', 'Sequence item without - indicator');
            }
            else {
                commentEnd = props.end;
                if (props.comment)
                    seq.comment = props.comment;
                continue;
            }
        }
        const node = value
            ? composeNode(ctx, value, props, onError)
            : composeEmptyNode(ctx, props.end, start, null, props, onError);
        if (ctx.schema.compat)
            utilFlowIndentCheck.flowIndentCheck(bs.indent, value, onError);
        offset = node.range[2];
        seq.items.push(node);
    }
    seq.range = [bs.offset, offset, commentEnd ?? offset];
    return seq;
}

exports.resolveBlockSeq = resolveBlockSeq;


/***/ }),

/***/ 7788:
/***/ ((__unused_webpack_module, exports) => {



function resolveEnd(end, offset, reqSpace, onError) {
    let comment = '';
    if (end) {
        let hasSpace = false;
        let sep = '';
        for (const token of end) {
            const { source, type } = token;
            switch (type) {
                case 'space':
                    hasSpace = true;
                    break;
                case 'comment': {
                    if (reqSpace && !hasSpace)
                        onError(token, 'MISSING_CHAR', 'Comments must be separated from other tokens by white space characters');
                    const cb = source.substring(1) || ' ';
                    if (!comment)
                        comment = cb;
                    else
                        comment += sep + cb;
                    sep = '';
                    break;
                }
                case 'newline':
                    if (comment)
                        sep += source;
                    hasSpace = true;
                    break;
                default:
                    onError(token, 'UNEXPECTED_TOKEN', `Unexpected ${type} at node end`);
            }
            offset += source.length;
        }
    }
    return { comment, offset };
}

exports.resolveEnd = resolveEnd;


/***/ }),

/***/ 3142:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var Pair = __nccwpck_require__(7165);
var YAMLMap = __nccwpck_require__(4454);
var YAMLSeq = __nccwpck_require__(2223);
var resolveEnd = __nccwpck_require__(7788);
var resolveProps = __nccwpck_require__(4631);
var utilContainsNewline = __nccwpck_require__(9499);
var utilMapIncludes = __nccwpck_require__(1187);

const blockMsg = 'Block collections are not allowed within flow collections';
const isBlock = (token) => token && (token.type === 'block-map' || token.type === 'block-seq');
function resolveFlowCollection({ composeNode, composeEmptyNode }, ctx, fc, onError, tag) {
    const isMap = fc.start.source === '{';
    const fcName = isMap ? 'flow map' : 'flow sequence';
    const NodeClass = (tag?.nodeClass ?? (isMap ? YAMLMap.YAMLMap : YAMLSeq.YAMLSeq));
    const coll = new NodeClass(ctx.schema);
    coll.flow = true;
    const atRoot = ctx.atRoot;
    if (atRoot)
        ctx.atRoot = false;
    if (ctx.atKey)
        ctx.atKey = false;
    let offset = fc.offset + fc.start.source.length;
    for (let i = 0; i < fc.items.length; ++i) {
        const collItem = fc.items[i];
        const { start, key, sep, value } = collItem;
        const props = resolveProps.resolveProps(start, {
            flow: fcName,
            indicator: 'explicit-key-ind',
            next: key ?? sep?.[0],
            offset,
            onError,
            parentIndent: fc.indent,
            startOnNewline: false
        });
        if (!props.found) {
            if (!props.anchor && !props.tag && !sep && !value) {
                if (i === 0 && props.comma)
                    onError(props.comma, 'UNEXPECTED_TOKEN', `Unexpected , in ${fcName}`);
                else if (i < fc.items.length - 1)
                    onError(props.start, 'UNEXPECTED_TOKEN', `Unexpected empty item in ${fcName}`);
                if (props.comment) {
                    if (coll.comment)
                        coll.comment += '\n' + props.comment;
                    else
                        coll.comment = props.comment;
                }
                offset = props.end;
                continue;
            }
            if (!isMap && ctx.options.strict && utilContainsNewline.containsNewline(key))
                onError(key, // checked by containsNewline()
                'MULTILINE_IMPLICIT_KEY', 'Implicit keys of flow sequence pairs need to be on a single line');
        }
        if (i === 0) {
            if (props.comma)
                onError(props.comma, 'UNEXPECTED_TOKEN', `Unexpected , in ${fcName}`);
        }
        else {
            if (!props.comma)
                onError(props.start, 'MISSING_CHAR', `Missing , between ${fcName} items`);
            if (props.comment) {
                let prevItemComment = '';
                loop: for (const st of start) {
                    switch (st.type) {
                        case 'comma':
                        case 'space':
                            break;
                        case 'comment':
                            prevItemComment = st.source.substring(1);
                            break loop;
                        default:
                            break loop;
                    }
                }
                if (prevItemComment) {
                    let prev = coll.items[coll.items.length - 1];
                    if (identity.isPair(prev))
                        prev = prev.value ?? prev.key;
                    if (prev.comment)
                        prev.comment += '\n' + prevItemComment;
                    else
                        prev.comment = prevItemComment;
                    props.comment = props.comment.substring(prevItemComment.length + 1);
                }
            }
        }
        if (!isMap && !sep && !props.found) {
            // item is a value in a seq
            // → key & sep are empty, start does not include ? or :
            const valueNode = value
                ? composeNode(ctx, value, props, onError)
                : composeEmptyNode(ctx, props.end, sep, null, props, onError);
            coll.items.push(valueNode);
            offset = valueNode.range[2];
            if (isBlock(value))
                onError(valueNode.range, 'BLOCK_IN_FLOW', blockMsg);
        }
        else {
            // item is a key+value pair
            // key value
            ctx.atKey = true;
            const keyStart = props.end;
            const keyNode = key
                ? composeNode(ctx, key, props, onError)
                : composeEmptyNode(ctx, keyStart, start, null, props, onError);
            if (isBlock(key))
                onError(keyNode.range, 'BLOCK_IN_FLOW', blockMsg);
            ctx.atKey = false;
            // value properties
            const valueProps = resolveProps.resolveProps(sep ?? [], {
                flow: fcName,
                indicator: 'map-value-ind',
                next: value,
                offset: keyNode.range[2],
                onError,
                parentIndent: fc.indent,
                startOnNewline: false
            });
            if (valueProps.found) {
                if (!isMap && !props.found && ctx.options.strict) {
                    if (sep)
                        for (const st of sep) {
                            if (st === valueProps.found)
                                break;
                            if (st.type === 'newline') {
                                onError(st, 'MULTILINE_IMPLICIT_KEY', 'Implicit keys of flow sequence pairs need to be on a single line');
                                break;
                            }
                        }
                    if (props.start < valueProps.found.offset - 1024)
                        onError(valueProps.found, 'KEY_OVER_1024_CHARS', 'The : indicator must be at most 1024 chars after the start of an implicit flow sequence key');
                }
            }
            else if (value) {
                if ('source' in value && value.source?.[0] === ':')
                    onError(value, 'MISSING_CHAR', `Missing space after : in ${fcName}`);
                else
                    onError(valueProps.start, 'MISSING_CHAR', `Missing , or : between ${fcName} items`);
            }
            // value value
            const valueNode = value
                ? composeNode(ctx, value, valueProps, onError)
                : valueProps.found
                    ? composeEmptyNode(ctx, valueProps.end, sep, null, valueProps, onError)
                    : null;
            if (valueNode) {
                if (isBlock(value))
                    onError(valueNode.range, 'BLOCK_IN_FLOW', blockMsg);
            }
            else if (valueProps.comment) {
                if (keyNode.comment)
                    keyNode.comment += '\n' + valueProps.comment;
                else
                    keyNode.comment = valueProps.comment;
            }
            const pair = new Pair.Pair(keyNode, valueNode);
            if (ctx.options.keepSourceTokens)
                pair.srcToken = collItem;
            if (isMap) {
                const map = coll;
                if (utilMapIncludes.mapIncludes(ctx, map.items, keyNode))
                    onError(keyStart, 'DUPLICATE_KEY', 'Map keys must be unique');
                map.items.push(pair);
            }
            else {
                const map = new YAMLMap.YAMLMap(ctx.schema);
                map.flow = true;
                map.items.push(pair);
                const endRange = (valueNode ?? keyNode).range;
                map.range = [keyNode.range[0], endRange[1], endRange[2]];
                coll.items.push(map);
            }
            offset = valueNode ? valueNode.range[2] : valueProps.end;
        }
    }
    const expectedEnd = isMap ? '}' : ']';
    const [ce, ...ee] = fc.end;
    let cePos = offset;
    if (ce?.source === expectedEnd)
        cePos = ce.offset + ce.source.length;
    else {
        const name = fcName[0].toUpperCase() + fcName.substring(1);
        const msg = atRoot
            ? `${name} must end with a ${expectedEnd}`
            : `${name} in block collection must be sufficiently indented and end with a ${expectedEnd}`;
        onError(offset, atRoot ? 'MISSING_CHAR' : 'BAD_INDENT', msg);
        if (ce && ce.source.length !== 1)
            ee.unshift(ce);
    }
    if (ee.length > 0) {
        const end = resolveEnd.resolveEnd(ee, cePos, ctx.options.strict, onError);
        if (end.comment) {
            if (coll.comment)
                coll.comment += '\n' + end.comment;
            else
                coll.comment = end.comment;
        }
        coll.range = [fc.offset, cePos, end.offset];
    }
    else {
        coll.range = [fc.offset, cePos, cePos];
    }
    return coll;
}

exports.resolveFlowCollection = resolveFlowCollection;


/***/ }),

/***/ 6842:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(3301);
var resolveEnd = __nccwpck_require__(7788);

function resolveFlowScalar(scalar, strict, onError) {
    const { offset, type, source, end } = scalar;
    let _type;
    let value;
    const _onError = (rel, code, msg) => onError(offset + rel, code, msg);
    switch (type) {
        case 'scalar':
            _type = Scalar.Scalar.PLAIN;
            value = plainValue(source, _onError);
            break;
        case 'single-quoted-scalar':
            _type = Scalar.Scalar.QUOTE_SINGLE;
            value = singleQuotedValue(source, _onError);
            break;
        case 'double-quoted-scalar':
            _type = Scalar.Scalar.QUOTE_DOUBLE;
            value = doubleQuotedValue(source, _onError);
            break;
        /* istanbul ignore next should not happen */
        default:
            onError(scalar, 'UNEXPECTED_TOKEN', `Expected a flow scalar value, but found: ${type}`);
            return {
                value: '',
                type: null,
                comment: '',
                range: [offset, offset + source.length, offset + source.length]
            };
    }
    const valueEnd = offset + source.length;
    const re = resolveEnd.resolveEnd(end, valueEnd, strict, onError);
    return {
        value,
        type: _type,
        comment: re.comment,
        range: [offset, valueEnd, re.offset]
    };
}
function plainValue(source, onError) {
    let badChar = '';
    switch (source[0]) {
        /* istanbul ignore next should not happen */
        case '\t':
            badChar = 'a tab character';
            break;
        case ',':
            badChar = 'flow indicator character ,';
            break;
        case '%':
            badChar = 'directive indicator character %';
            break;
        case '|':
        case '>': {
            badChar = `block scalar indicator ${source[0]}`;
            break;
        }
        case '@':
        case '`': {
            badChar = `reserved character ${source[0]}`;
            break;
        }
    }
    if (badChar)
        onError(0, 'BAD_SCALAR_START', `Plain value cannot start with ${badChar}`);
    return unfoldLines(source);
}
function singleQuotedValue(source, onError) {
    if (source[source.length - 1] !== "'" || source.length === 1)
        onError(source.length, 'MISSING_CHAR', "Missing closing 'quote");
    return unfoldLines(source.slice(1, -1)).replace(/''/g, "'");
}
function unfoldLines(source) {
    const line = /(.*?)\r?\n/sy;
    let match = line.exec(source);
    if (!match)
        return source;
    /**
     * The negative lookbehinds in these RegExps are to
     * prevent causing a polynomial search time in certain cases.
     *
     * The try-catch is for Safari < 16.4 and other old browsers:
     * https://caniuse.com/js-regexp-lookbehind
     */
    let trimEnd, trimBoth;
    try {
        trimEnd = new RegExp('(?<![ \t])[ \t]+$');
        trimBoth = new RegExp('^[ \t]+|(?<![ \t])[ \t]+$', 'g');
    }
    catch {
        trimEnd = /[ \t]+$/;
        trimBoth = /^[ \t]+|[ \t]+$/g;
    }
    let res = match[1].replace(trimEnd, '');
    let sep = ' ';
    let pos = line.lastIndex;
    while ((match = line.exec(source))) {
        const lm = match[1].replace(trimBoth, '');
        if (lm === '') {
            if (sep === '\n')
                res += sep;
            else
                sep = '\n';
        }
        else {
            res += sep + lm;
            sep = ' ';
        }
        pos = line.lastIndex;
    }
    const last = /[ \t]*(.*)/sy;
    last.lastIndex = pos;
    match = last.exec(source);
    return res + sep + (match?.[1] ?? '');
}
function doubleQuotedValue(source, onError) {
    let res = '';
    for (let i = 1; i < source.length - 1; ++i) {
        const ch = source[i];
        if (ch === '\r' && source[i + 1] === '\n')
            continue;
        if (ch === '\n') {
            const { fold, offset } = foldNewline(source, i);
            res += fold;
            i = offset;
        }
        else if (ch === '\\') {
            let next = source[++i];
            const cc = escapeCodes[next];
            if (cc)
                res += cc;
            else if (next === '\n') {
                // skip escaped newlines, but still trim the following line
                next = source[i + 1];
                while (next === ' ' || next === '\t')
                    next = source[++i + 1];
            }
            else if (next === '\r' && source[i + 1] === '\n') {
                // skip escaped CRLF newlines, but still trim the following line
                next = source[++i + 1];
                while (next === ' ' || next === '\t')
                    next = source[++i + 1];
            }
            else if (next === 'x' || next === 'u' || next === 'U') {
                const length = next === 'x' ? 2 : next === 'u' ? 4 : 8;
                res += parseCharCode(source, i + 1, length, onError);
                i += length;
            }
            else {
                const raw = source.substr(i - 1, 2);
                onError(i - 1, 'BAD_DQ_ESCAPE', `Invalid escape sequence ${raw}`);
                res += raw;
            }
        }
        else if (ch === ' ' || ch === '\t') {
            // trim trailing whitespace
            const wsStart = i;
            let next = source[i + 1];
            while (next === ' ' || next === '\t')
                next = source[++i + 1];
            if (next !== '\n' && !(next === '\r' && source[i + 2] === '\n'))
                res += i > wsStart ? source.slice(wsStart, i + 1) : ch;
        }
        else {
            res += ch;
        }
    }
    if (source[source.length - 1] !== '"' || source.length === 1)
        onError(source.length, 'MISSING_CHAR', 'Missing closing "quote');
    return res;
}
/**
 * Fold a single newline into a space, multiple newlines to N - 1 newlines.
 * Presumes `source[offset] === '\n'`
 */
function foldNewline(source, offset) {
    let fold = '';
    let ch = source[offset + 1];
    while (ch === ' ' || ch === '\t' || ch === '\n' || ch === '\r') {
        if (ch === '\r' && source[offset + 2] !== '\n')
            break;
        if (ch === '\n')
            fold += '\n';
        offset += 1;
        ch = source[offset + 1];
    }
    if (!fold)
        fold = ' ';
    return { fold, offset };
}
const escapeCodes = {
    '0': '\0', // null character
    a: '\x07', // bell character
    b: '\b', // backspace
    e: '\x1b', // escape character
    f: '\f', // form feed
    n: '\n', // line feed
    r: '\r', // carriage return
    t: '\t', // horizontal tab
    v: '\v', // vertical tab
    N: '\u0085', // Unicode next line
    _: '\u00a0', // Unicode non-breaking space
    L: '\u2028', // Unicode line separator
    P: '\u2029', // Unicode paragraph separator
    ' ': ' ',
    '"': '"',
    '/': '/',
    '\\': '\\',
    '\t': '\t'
};
function parseCharCode(source, offset, length, onError) {
    const cc = source.substr(offset, length);
    const ok = cc.length === length && /^[0-9a-fA-F]+$/.test(cc);
    const code = ok ? parseInt(cc, 16) : NaN;
    try {
        return String.fromCodePoint(code);
    }
    catch {
        const raw = source.substr(offset - 2, length + 2);
        onError(offset - 2, 'BAD_DQ_ESCAPE', `Invalid escape sequence ${raw}`);
        return raw;
    }
}

exports.resolveFlowScalar = resolveFlowScalar;


/***/ }),

/***/ 4631:
/***/ ((__unused_webpack_module, exports) => {



function resolveProps(tokens, { flow, indicator, next, offset, onError, parentIndent, startOnNewline }) {
    let spaceBefore = false;
    let atNewline = startOnNewline;
    let hasSpace = startOnNewline;
    let comment = '';
    let commentSep = '';
    let hasNewline = false;
    let reqSpace = false;
    let tab = null;
    let anchor = null;
    let tag = null;
    let newlineAfterProp = null;
    let comma = null;
    let found = null;
    let start = null;
    for (const token of tokens) {
        if (reqSpace) {
            if (token.type !== 'space' &&
                token.type !== 'newline' &&
                token.type !== 'comma')
                onError(token.offset, 'MISSING_CHAR', 'Tags and anchors must be separated from the next token by white space');
            reqSpace = false;
        }
        if (tab) {
            if (atNewline && token.type !== 'comment' && token.type !== 'newline') {
                onError(tab, 'TAB_AS_INDENT', 'Tabs are not allowed as indentation');
            }
            tab = null;
        }
        switch (token.type) {
            case 'space':
                // At the doc level, tabs at line start may be parsed
                // as leading white space rather than indentation.
                // In a flow collection, only the parser handles indent.
                if (!flow &&
                    (indicator !== 'doc-start' || next?.type !== 'flow-collection') &&
                    token.source.includes('\t')) {
                    tab = token;
                }
                hasSpace = true;
                break;
            case 'comment': {
                if (!hasSpace)
                    onError(token, 'MISSING_CHAR', 'Comments must be separated from other tokens by white space characters');
                const cb = token.source.substring(1) || ' ';
                if (!comment)
                    comment = cb;
                else
                    comment += commentSep + cb;
                commentSep = '';
                atNewline = false;
                break;
            }
            case 'newline':
                if (atNewline) {
                    if (comment)
                        comment += token.source;
                    else if (!found || indicator !== 'seq-item-ind')
                        spaceBefore = true;
                }
                else
                    commentSep += token.source;
                atNewline = true;
                hasNewline = true;
                if (anchor || tag)
                    newlineAfterProp = token;
                hasSpace = true;
                break;
            case 'anchor':
                if (anchor)
                    onError(token, 'MULTIPLE_ANCHORS', 'A node can have at most one anchor');
                if (token.source.endsWith(':'))
                    onError(token.offset + token.source.length - 1, 'BAD_ALIAS', 'Anchor ending in : is ambiguous', true);
                anchor = token;
                start ?? (start = token.offset);
                atNewline = false;
                hasSpace = false;
                reqSpace = true;
                break;
            case 'tag': {
                if (tag)
                    onError(token, 'MULTIPLE_TAGS', 'A node can have at most one tag');
                tag = token;
                start ?? (start = token.offset);
                atNewline = false;
                hasSpace = false;
                reqSpace = true;
                break;
            }
            case indicator:
                // Could here handle preceding comments differently
                if (anchor || tag)
                    onError(token, 'BAD_PROP_ORDER', `Anchors and tags must be after the ${token.source} indicator`);
                if (found)
                    onError(token, 'UNEXPECTED_TOKEN', `Unexpected ${token.source} in ${flow ?? 'collection'}`);
                found = token;
                atNewline =
                    indicator === 'seq-item-ind' || indicator === 'explicit-key-ind';
                hasSpace = false;
                break;
            case 'comma':
                if (flow) {
                    if (comma)
                        onError(token, 'UNEXPECTED_TOKEN', `Unexpected , in ${flow}`);
                    comma = token;
                    atNewline = false;
                    hasSpace = false;
                    break;
                }
            // else fallthrough
            default:
                onError(token, 'UNEXPECTED_TOKEN', `Unexpected ${token.type} token`);
                atNewline = false;
                hasSpace = false;
        }
    }
    const last = tokens[tokens.length - 1];
    const end = last ? last.offset + last.source.length : offset;
    if (reqSpace &&
        next &&
        next.type !== 'space' &&
        next.type !== 'newline' &&
        next.type !== 'comma' &&
        (next.type !== 'scalar' || next.source !== '')) {
        onError(next.offset, 'MISSING_CHAR', 'Tags and anchors must be separated from the next token by white space');
    }
    if (tab &&
        ((atNewline && tab.indent <= parentIndent) ||
            next?.type === 'block-map' ||
            next?.type === 'block-seq'))
        onError(tab, 'TAB_AS_INDENT', 'Tabs are not allowed as indentation');
    return {
        comma,
        found,
        spaceBefore,
        comment,
        hasNewline,
        anchor,
        tag,
        newlineAfterProp,
        end,
        start: start ?? end
    };
}

exports.resolveProps = resolveProps;


/***/ }),

/***/ 9499:
/***/ ((__unused_webpack_module, exports) => {



function containsNewline(key) {
    if (!key)
        return null;
    switch (key.type) {
        case 'alias':
        case 'scalar':
        case 'double-quoted-scalar':
        case 'single-quoted-scalar':
            if (key.source.includes('\n'))
                return true;
            if (key.end)
                for (const st of key.end)
                    if (st.type === 'newline')
                        return true;
            return false;
        case 'flow-collection':
            for (const it of key.items) {
                for (const st of it.start)
                    if (st.type === 'newline')
                        return true;
                if (it.sep)
                    for (const st of it.sep)
                        if (st.type === 'newline')
                            return true;
                if (containsNewline(it.key) || containsNewline(it.value))
                    return true;
            }
            return false;
        default:
            return true;
    }
}

exports.containsNewline = containsNewline;


/***/ }),

/***/ 2599:
/***/ ((__unused_webpack_module, exports) => {



function emptyScalarPosition(offset, before, pos) {
    if (before) {
        pos ?? (pos = before.length);
        for (let i = pos - 1; i >= 0; --i) {
            let st = before[i];
            switch (st.type) {
                case 'space':
                case 'comment':
                case 'newline':
                    offset -= st.source.length;
                    continue;
            }
            // Technically, an empty scalar is immediately after the last non-empty
            // node, but it's more useful to place it after any whitespace.
            st = before[++i];
            while (st?.type === 'space') {
                offset += st.source.length;
                st = before[++i];
            }
            break;
        }
    }
    return offset;
}

exports.emptyScalarPosition = emptyScalarPosition;


/***/ }),

/***/ 4051:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var utilContainsNewline = __nccwpck_require__(9499);

function flowIndentCheck(indent, fc, onError) {
    if (fc?.type === 'flow-collection') {
        const end = fc.end[0];
        if (end.indent === indent &&
            (end.source === ']' || end.source === '}') &&
            utilContainsNewline.containsNewline(fc)) {
            const msg = 'Flow end indicator should be more indented than parent';
            onError(end, 'BAD_INDENT', msg, true);
        }
    }
}

exports.flowIndentCheck = flowIndentCheck;


/***/ }),

/***/ 1187:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);

function mapIncludes(ctx, items, search) {
    const { uniqueKeys } = ctx.options;
    if (uniqueKeys === false)
        return false;
    const isEqual = typeof uniqueKeys === 'function'
        ? uniqueKeys
        : (a, b) => a === b || (identity.isScalar(a) && identity.isScalar(b) && a.value === b.value);
    return items.some(pair => isEqual(pair.key, search));
}

exports.mapIncludes = mapIncludes;


/***/ }),

/***/ 3021:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Alias = __nccwpck_require__(4065);
var Collection = __nccwpck_require__(101);
var identity = __nccwpck_require__(1127);
var Pair = __nccwpck_require__(7165);
var toJS = __nccwpck_require__(4043);
var Schema = __nccwpck_require__(5840);
var stringifyDocument = __nccwpck_require__(6829);
var anchors = __nccwpck_require__(1596);
var applyReviver = __nccwpck_require__(3661);
var createNode = __nccwpck_require__(2404);
var directives = __nccwpck_require__(1342);

class Document {
    constructor(value, replacer, options) {
        /** A comment before this Document */
        this.commentBefore = null;
        /** A comment immediately after this Document */
        this.comment = null;
        /** Errors encountered during parsing. */
        this.errors = [];
        /** Warnings encountered during parsing. */
        this.warnings = [];
        Object.defineProperty(this, identity.NODE_TYPE, { value: identity.DOC });
        let _replacer = null;
        if (typeof replacer === 'function' || Array.isArray(replacer)) {
            _replacer = replacer;
        }
        else if (options === undefined && replacer) {
            options = replacer;
            replacer = undefined;
        }
        const opt = Object.assign({
            intAsBigInt: false,
            keepSourceTokens: false,
            logLevel: 'warn',
            prettyErrors: true,
            strict: true,
            stringKeys: false,
            uniqueKeys: true,
            version: '1.2'
        }, options);
        this.options = opt;
        let { version } = opt;
        if (options?._directives) {
            this.directives = options._directives.atDocument();
            if (this.directives.yaml.explicit)
                version = this.directives.yaml.version;
        }
        else
            this.directives = new directives.Directives({ version });
        this.setSchema(version, options);
        // @ts-expect-error We can't really know that this matches Contents.
        this.contents =
            value === undefined ? null : this.createNode(value, _replacer, options);
    }
    /**
     * Create a deep copy of this Document and its contents.
     *
     * Custom Node values that inherit from `Object` still refer to their original instances.
     */
    clone() {
        const copy = Object.create(Document.prototype, {
            [identity.NODE_TYPE]: { value: identity.DOC }
        });
        copy.commentBefore = this.commentBefore;
        copy.comment = this.comment;
        copy.errors = this.errors.slice();
        copy.warnings = this.warnings.slice();
        copy.options = Object.assign({}, this.options);
        if (this.directives)
            copy.directives = this.directives.clone();
        copy.schema = this.schema.clone();
        // @ts-expect-error We can't really know that this matches Contents.
        copy.contents = identity.isNode(this.contents)
            ? this.contents.clone(copy.schema)
            : this.contents;
        if (this.range)
            copy.range = this.range.slice();
        return copy;
    }
    /** Adds a value to the document. */
    add(value) {
        if (assertCollection(this.contents))
            this.contents.add(value);
    }
    /** Adds a value to the document. */
    addIn(path, value) {
        if (assertCollection(this.contents))
            this.contents.addIn(path, value);
    }
    /**
     * Create a new `Alias` node, ensuring that the target `node` has the required anchor.
     *
     * If `node` already has an anchor, `name` is ignored.
     * Otherwise, the `node.anchor` value will be set to `name`,
     * or if an anchor with that name is already present in the document,
     * `name` will be used as a prefix for a new unique anchor.
     * If `name` is undefined, the generated anchor will use 'a' as a prefix.
     */
    createAlias(node, name) {
        if (!node.anchor) {
            const prev = anchors.anchorNames(this);
            node.anchor =
                // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing
                !name || prev.has(name) ? anchors.findNewAnchor(name || 'a', prev) : name;
        }
        return new Alias.Alias(node.anchor);
    }
    createNode(value, replacer, options) {
        let _replacer = undefined;
        if (typeof replacer === 'function') {
            value = replacer.call({ '': value }, '', value);
            _replacer = replacer;
        }
        else if (Array.isArray(replacer)) {
            const keyToStr = (v) => typeof v === 'number' || v instanceof String || v instanceof Number;
            const asStr = replacer.filter(keyToStr).map(String);
            if (asStr.length > 0)
                replacer = replacer.concat(asStr);
            _replacer = replacer;
        }
        else if (options === undefined && replacer) {
            options = replacer;
            replacer = undefined;
        }
        const { aliasDuplicateObjects, anchorPrefix, flow, keepUndefined, onTagObj, tag } = options ?? {};
        const { onAnchor, setAnchors, sourceObjects } = anchors.createNodeAnchors(this, 
        // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing
        anchorPrefix || 'a');
        const ctx = {
            aliasDuplicateObjects: aliasDuplicateObjects ?? true,
            keepUndefined: keepUndefined ?? false,
            onAnchor,
            onTagObj,
            replacer: _replacer,
            schema: this.schema,
            sourceObjects
        };
        const node = createNode.createNode(value, tag, ctx);
        if (flow && identity.isCollection(node))
            node.flow = true;
        setAnchors();
        return node;
    }
    /**
     * Convert a key and a value into a `Pair` using the current schema,
     * recursively wrapping all values as `Scalar` or `Collection` nodes.
     */
    createPair(key, value, options = {}) {
        const k = this.createNode(key, null, options);
        const v = this.createNode(value, null, options);
        return new Pair.Pair(k, v);
    }
    /**
     * Removes a value from the document.
     * @returns `true` if the item was found and removed.
     */
    delete(key) {
        return assertCollection(this.contents) ? this.contents.delete(key) : false;
    }
    /**
     * Removes a value from the document.
     * @returns `true` if the item was found and removed.
     */
    deleteIn(path) {
        if (Collection.isEmptyPath(path)) {
            if (this.contents == null)
                return false;
            // @ts-expect-error Presumed impossible if Strict extends false
            this.contents = null;
            return true;
        }
        return assertCollection(this.contents)
            ? this.contents.deleteIn(path)
            : false;
    }
    /**
     * Returns item at `key`, or `undefined` if not found. By default unwraps
     * scalar values from their surrounding node; to disable set `keepScalar` to
     * `true` (collections are always returned intact).
     */
    get(key, keepScalar) {
        return identity.isCollection(this.contents)
            ? this.contents.get(key, keepScalar)
            : undefined;
    }
    /**
     * Returns item at `path`, or `undefined` if not found. By default unwraps
     * scalar values from their surrounding node; to disable set `keepScalar` to
     * `true` (collections are always returned intact).
     */
    getIn(path, keepScalar) {
        if (Collection.isEmptyPath(path))
            return !keepScalar && identity.isScalar(this.contents)
                ? this.contents.value
                : this.contents;
        return identity.isCollection(this.contents)
            ? this.contents.getIn(path, keepScalar)
            : undefined;
    }
    /**
     * Checks if the document includes a value with the key `key`.
     */
    has(key) {
        return identity.isCollection(this.contents) ? this.contents.has(key) : false;
    }
    /**
     * Checks if the document includes a value at `path`.
     */
    hasIn(path) {
        if (Collection.isEmptyPath(path))
            return this.contents !== undefined;
        return identity.isCollection(this.contents) ? this.contents.hasIn(path) : false;
    }
    /**
     * Sets a value in this document. For `!!set`, `value` needs to be a
     * boolean to add/remove the item from the set.
     */
    set(key, value) {
        if (this.contents == null) {
            // @ts-expect-error We can't really know that this matches Contents.
            this.contents = Collection.collectionFromPath(this.schema, [key], value);
        }
        else if (assertCollection(this.contents)) {
            this.contents.set(key, value);
        }
    }
    /**
     * Sets a value in this document. For `!!set`, `value` needs to be a
     * boolean to add/remove the item from the set.
     */
    setIn(path, value) {
        if (Collection.isEmptyPath(path)) {
            // @ts-expect-error We can't really know that this matches Contents.
            this.contents = value;
        }
        else if (this.contents == null) {
            // @ts-expect-error We can't really know that this matches Contents.
            this.contents = Collection.collectionFromPath(this.schema, Array.from(path), value);
        }
        else if (assertCollection(this.contents)) {
            this.contents.setIn(path, value);
        }
    }
    /**
     * Change the YAML version and schema used by the document.
     * A `null` version disables support for directives, explicit tags, anchors, and aliases.
     * It also requires the `schema` option to be given as a `Schema` instance value.
     *
     * Overrides all previously set schema options.
     */
    setSchema(version, options = {}) {
        if (typeof version === 'number')
            version = String(version);
        let opt;
        switch (version) {
            case '1.1':
                if (this.directives)
                    this.directives.yaml.version = '1.1';
                else
                    this.directives = new directives.Directives({ version: '1.1' });
                opt = { resolveKnownTags: false, schema: 'yaml-1.1' };
                break;
            case '1.2':
            case 'next':
                if (this.directives)
                    this.directives.yaml.version = version;
                else
                    this.directives = new directives.Directives({ version });
                opt = { resolveKnownTags: true, schema: 'core' };
                break;
            case null:
                if (this.directives)
                    delete this.directives;
                opt = null;
                break;
            default: {
                const sv = JSON.stringify(version);
                throw new Error(`Expected '1.1', '1.2' or null as first argument, but found: ${sv}`);
            }
        }
        // Not using `instanceof Schema` to allow for duck typing
        if (options.schema instanceof Object)
            this.schema = options.schema;
        else if (opt)
            this.schema = new Schema.Schema(Object.assign(opt, options));
        else
            throw new Error(`With a null YAML version, the { schema: Schema } option is required`);
    }
    // json & jsonArg are only used from toJSON()
    toJS({ json, jsonArg, mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
        const ctx = {
            anchors: new Map(),
            doc: this,
            keep: !json,
            mapAsMap: mapAsMap === true,
            mapKeyWarned: false,
            maxAliasCount: typeof maxAliasCount === 'number' ? maxAliasCount : 100
        };
        const res = toJS.toJS(this.contents, jsonArg ?? '', ctx);
        if (typeof onAnchor === 'function')
            for (const { count, res } of ctx.anchors.values())
                onAnchor(res, count);
        return typeof reviver === 'function'
            ? applyReviver.applyReviver(reviver, { '': res }, '', res)
            : res;
    }
    /**
     * A JSON representation of the document `contents`.
     *
     * @param jsonArg Used by `JSON.stringify` to indicate the array index or
     *   property name.
     */
    toJSON(jsonArg, onAnchor) {
        return this.toJS({ json: true, jsonArg, mapAsMap: false, onAnchor });
    }
    /** A YAML representation of the document. */
    toString(options = {}) {
        if (this.errors.length > 0)
            throw new Error('Document with errors cannot be stringified');
        if ('indent' in options &&
            (!Number.isInteger(options.indent) || Number(options.indent) <= 0)) {
            const s = JSON.stringify(options.indent);
            throw new Error(`"indent" option must be a positive integer, not ${s}`);
        }
        return stringifyDocument.stringifyDocument(this, options);
    }
}
function assertCollection(contents) {
    if (identity.isCollection(contents))
        return true;
    throw new Error('Expected a YAML collection as document contents');
}

exports.Document = Document;


/***/ }),

/***/ 1596:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var visit = __nccwpck_require__(204);

/**
 * Verify that the input string is a valid anchor.
 *
 * Will throw on errors.
 */
function anchorIsValid(anchor) {
    if (/[\x00-\x19\s,[\]{}]/.test(anchor)) {
        const sa = JSON.stringify(anchor);
        const msg = `Anchor must not contain whitespace or control characters: ${sa}`;
        throw new Error(msg);
    }
    return true;
}
function anchorNames(root) {
    const anchors = new Set();
    visit.visit(root, {
        Value(_key, node) {
            if (node.anchor)
                anchors.add(node.anchor);
        }
    });
    return anchors;
}
/** Find a new anchor name with the given `prefix` and a one-indexed suffix. */
function findNewAnchor(prefix, exclude) {
    for (let i = 1; true; ++i) {
        const name = `${prefix}${i}`;
        if (!exclude.has(name))
            return name;
    }
}
function createNodeAnchors(doc, prefix) {
    const aliasObjects = [];
    const sourceObjects = new Map();
    let prevAnchors = null;
    return {
        onAnchor: (source) => {
            aliasObjects.push(source);
            prevAnchors ?? (prevAnchors = anchorNames(doc));
            const anchor = findNewAnchor(prefix, prevAnchors);
            prevAnchors.add(anchor);
            return anchor;
        },
        /**
         * With circular references, the source node is only resolved after all
         * of its child nodes are. This is why anchors are set only after all of
         * the nodes have been created.
         */
        setAnchors: () => {
            for (const source of aliasObjects) {
                const ref = sourceObjects.get(source);
                if (typeof ref === 'object' &&
                    ref.anchor &&
                    (identity.isScalar(ref.node) || identity.isCollection(ref.node))) {
                    ref.node.anchor = ref.anchor;
                }
                else {
                    const error = new Error('Failed to resolve repeated object (this should not happen)');
                    error.source = source;
                    throw error;
                }
            }
        },
        sourceObjects
    };
}

exports.anchorIsValid = anchorIsValid;
exports.anchorNames = anchorNames;
exports.createNodeAnchors = createNodeAnchors;
exports.findNewAnchor = findNewAnchor;


/***/ }),

/***/ 3661:
/***/ ((__unused_webpack_module, exports) => {



/**
 * Applies the JSON.parse reviver algorithm as defined in the ECMA-262 spec,
 * in section 24.5.1.1 "Runtime Semantics: InternalizeJSONProperty" of the
 * 2021 edition: https://tc39.es/ecma262/#sec-json.parse
 *
 * Includes extensions for handling Map and Set objects.
 */
function applyReviver(reviver, obj, key, val) {
    if (val && typeof val === 'object') {
        if (Array.isArray(val)) {
            for (let i = 0, len = val.length; i < len; ++i) {
                const v0 = val[i];
                const v1 = applyReviver(reviver, val, String(i), v0);
                // eslint-disable-next-line @typescript-eslint/no-array-delete
                if (v1 === undefined)
                    delete val[i];
                else if (v1 !== v0)
                    val[i] = v1;
            }
        }
        else if (val instanceof Map) {
            for (const k of Array.from(val.keys())) {
                const v0 = val.get(k);
                const v1 = applyReviver(reviver, val, k, v0);
                if (v1 === undefined)
                    val.delete(k);
                else if (v1 !== v0)
                    val.set(k, v1);
            }
        }
        else if (val instanceof Set) {
            for (const v0 of Array.from(val)) {
                const v1 = applyReviver(reviver, val, v0, v0);
                if (v1 === undefined)
                    val.delete(v0);
                else if (v1 !== v0) {
                    val.delete(v0);
                    val.add(v1);
                }
            }
        }
        else {
            for (const [k, v0] of Object.entries(val)) {
                const v1 = applyReviver(reviver, val, k, v0);
                if (v1 === undefined)
                    delete val[k];
                else if (v1 !== v0)
                    val[k] = v1;
            }
        }
    }
    return reviver.call(obj, key, val);
}

exports.applyReviver = applyReviver;


/***/ }),

/***/ 2404:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Alias = __nccwpck_require__(4065);
var identity = __nccwpck_require__(1127);
var Scalar = __nccwpck_require__(3301);

const defaultTagPrefix = 'tag:yaml.org,2002:';
function findTagObject(value, tagName, tags) {
    if (tagName) {
        const match = tags.filter(t => t.tag === tagName);
        const tagObj = match.find(t => !t.format) ?? match[0];
        if (!tagObj)
            throw new Error(`Tag ${tagName} not found`);
        return tagObj;
    }
    return tags.find(t => t.identify?.(value) && !t.format);
}
function createNode(value, tagName, ctx) {
    if (identity.isDocument(value))
        value = value.contents;
    if (identity.isNode(value))
        return value;
    if (identity.isPair(value)) {
        const map = ctx.schema[identity.MAP].createNode?.(ctx.schema, null, ctx);
        map.items.push(value);
        return map;
    }
    if (value instanceof String ||
        value instanceof Number ||
        value instanceof Boolean ||
        (typeof BigInt !== 'undefined' && value instanceof BigInt) // not supported everywhere
    ) {
        // https://tc39.es/ecma262/#sec-serializejsonproperty
        value = value.valueOf();
    }
    const { aliasDuplicateObjects, onAnchor, onTagObj, schema, sourceObjects } = ctx;
    // Detect duplicate references to the same object & use Alias nodes for all
    // after first. The `ref` wrapper allows for circular references to resolve.
    let ref = undefined;
    if (aliasDuplicateObjects && value && typeof value === 'object') {
        ref = sourceObjects.get(value);
        if (ref) {
            ref.anchor ?? (ref.anchor = onAnchor(value));
            return new Alias.Alias(ref.anchor);
        }
        else {
            ref = { anchor: null, node: null };
            sourceObjects.set(value, ref);
        }
    }
    if (tagName?.startsWith('!!'))
        tagName = defaultTagPrefix + tagName.slice(2);
    let tagObj = findTagObject(value, tagName, schema.tags);
    if (!tagObj) {
        if (value && typeof value.toJSON === 'function') {
            // eslint-disable-next-line @typescript-eslint/no-unsafe-call
            value = value.toJSON();
        }
        if (!value || typeof value !== 'object') {
            const node = new Scalar.Scalar(value);
            if (ref)
                ref.node = node;
            return node;
        }
        tagObj =
            value instanceof Map
                ? schema[identity.MAP]
                : Symbol.iterator in Object(value)
                    ? schema[identity.SEQ]
                    : schema[identity.MAP];
    }
    if (onTagObj) {
        onTagObj(tagObj);
        delete ctx.onTagObj;
    }
    const node = tagObj?.createNode
        ? tagObj.createNode(ctx.schema, value, ctx)
        : typeof tagObj?.nodeClass?.from === 'function'
            ? tagObj.nodeClass.from(ctx.schema, value, ctx)
            : new Scalar.Scalar(value);
    if (tagName)
        node.tag = tagName;
    else if (!tagObj.default)
        node.tag = tagObj.tag;
    if (ref)
        ref.node = node;
    return node;
}

exports.createNode = createNode;


/***/ }),

/***/ 1342:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var visit = __nccwpck_require__(204);

const escapeChars = {
    '!': '%21',
    ',': '%2C',
    '[': '%5B',
    ']': '%5D',
    '{': '%7B',
    '}': '%7D'
};
const escapeTagName = (tn) => tn.replace(/[!,[\]{}]/g, ch => escapeChars[ch]);
class Directives {
    constructor(yaml, tags) {
        /**
         * The directives-end/doc-start marker `---`. If `null`, a marker may still be
         * included in the document's stringified representation.
         */
        this.docStart = null;
        /** The doc-end marker `...`.  */
        this.docEnd = false;
        this.yaml = Object.assign({}, Directives.defaultYaml, yaml);
        this.tags = Object.assign({}, Directives.defaultTags, tags);
    }
    clone() {
        const copy = new Directives(this.yaml, this.tags);
        copy.docStart = this.docStart;
        return copy;
    }
    /**
     * During parsing, get a Directives instance for the current document and
     * update the stream state according to the current version's spec.
     */
    atDocument() {
        const res = new Directives(this.yaml, this.tags);
        switch (this.yaml.version) {
            case '1.1':
                this.atNextDocument = true;
                break;
            case '1.2':
                this.atNextDocument = false;
                this.yaml = {
                    explicit: Directives.defaultYaml.explicit,
                    version: '1.2'
                };
                this.tags = Object.assign({}, Directives.defaultTags);
                break;
        }
        return res;
    }
    /**
     * @param onError - May be called even if the action was successful
     * @returns `true` on success
     */
    add(line, onError) {
        if (this.atNextDocument) {
            this.yaml = { explicit: Directives.defaultYaml.explicit, version: '1.1' };
            this.tags = Object.assign({}, Directives.defaultTags);
            this.atNextDocument = false;
        }
        const parts = line.trim().split(/[ \t]+/);
        const name = parts.shift();
        switch (name) {
            case '%TAG': {
                if (parts.length !== 2) {
                    onError(0, '%TAG directive should contain exactly two parts');
                    if (parts.length < 2)
                        return false;
                }
                const [handle, prefix] = parts;
                this.tags[handle] = prefix;
                return true;
            }
            case '%YAML': {
                this.yaml.explicit = true;
                if (parts.length !== 1) {
                    onError(0, '%YAML directive should contain exactly one part');
                    return false;
                }
                const [version] = parts;
                if (version === '1.1' || version === '1.2') {
                    this.yaml.version = version;
                    return true;
                }
                else {
                    const isValid = /^\d+\.\d+$/.test(version);
                    onError(6, `Unsupported YAML version ${version}`, isValid);
                    return false;
                }
            }
            default:
                onError(0, `Unknown directive ${name}`, true);
                return false;
        }
    }
    /**
     * Resolves a tag, matching handles to those defined in %TAG directives.
     *
     * @returns Resolved tag, which may also be the non-specific tag `'!'` or a
     *   `'!local'` tag, or `null` if unresolvable.
     */
    tagName(source, onError) {
        if (source === '!')
            return '!'; // non-specific tag
        if (source[0] !== '!') {
            onError(`Not a valid tag: ${source}`);
            return null;
        }
        if (source[1] === '<') {
            const verbatim = source.slice(2, -1);
            if (verbatim === '!' || verbatim === '!!') {
                onError(`Verbatim tags aren't resolved, so ${source} is invalid.`);
                return null;
            }
            if (source[source.length - 1] !== '>')
                onError('Verbatim tags must end with a >');
            return verbatim;
        }
        const [, handle, suffix] = source.match(/^(.*!)([^!]*)$/s);
        if (!suffix)
            onError(`The ${source} tag has no suffix`);
        const prefix = this.tags[handle];
        if (prefix) {
            try {
                return prefix + decodeURIComponent(suffix);
            }
            catch (error) {
                onError(String(error));
                return null;
            }
        }
        if (handle === '!')
            return source; // local tag
        onError(`Could not resolve tag: ${source}`);
        return null;
    }
    /**
     * Given a fully resolved tag, returns its printable string form,
     * taking into account current tag prefixes and defaults.
     */
    tagString(tag) {
        for (const [handle, prefix] of Object.entries(this.tags)) {
            if (tag.startsWith(prefix))
                return handle + escapeTagName(tag.substring(prefix.length));
        }
        return tag[0] === '!' ? tag : `!<${tag}>`;
    }
    toString(doc) {
        const lines = this.yaml.explicit
            ? [`%YAML ${this.yaml.version || '1.2'}`]
            : [];
        const tagEntries = Object.entries(this.tags);
        let tagNames;
        if (doc && tagEntries.length > 0 && identity.isNode(doc.contents)) {
            const tags = {};
            visit.visit(doc.contents, (_key, node) => {
                if (identity.isNode(node) && node.tag)
                    tags[node.tag] = true;
            });
            tagNames = Object.keys(tags);
        }
        else
            tagNames = [];
        for (const [handle, prefix] of tagEntries) {
            if (handle === '!!' && prefix === 'tag:yaml.org,2002:')
                continue;
            if (!doc || tagNames.some(tn => tn.startsWith(prefix)))
                lines.push(`%TAG ${handle} ${prefix}`);
        }
        return lines.join('\n');
    }
}
Directives.defaultYaml = { explicit: false, version: '1.2' };
Directives.defaultTags = { '!!': 'tag:yaml.org,2002:' };

exports.Directives = Directives;


/***/ }),

/***/ 1464:
/***/ ((__unused_webpack_module, exports) => {



class YAMLError extends Error {
    constructor(name, pos, code, message) {
        super();
        this.name = name;
        this.code = code;
        this.message = message;
        this.pos = pos;
    }
}
class YAMLParseError extends YAMLError {
    constructor(pos, code, message) {
        super('YAMLParseError', pos, code, message);
    }
}
class YAMLWarning extends YAMLError {
    constructor(pos, code, message) {
        super('YAMLWarning', pos, code, message);
    }
}
const prettifyError = (src, lc) => (error) => {
    if (error.pos[0] === -1)
        return;
    error.linePos = error.pos.map(pos => lc.linePos(pos));
    const { line, col } = error.linePos[0];
    error.message += ` at line ${line}, column ${col}`;
    let ci = col - 1;
    let lineStr = src
        .substring(lc.lineStarts[line - 1], lc.lineStarts[line])
        .replace(/[\n\r]+$/, '');
    // Trim to max 80 chars, keeping col position near the middle
    if (ci >= 60 && lineStr.length > 80) {
        const trimStart = Math.min(ci - 39, lineStr.length - 79);
        lineStr = '…' + lineStr.substring(trimStart);
        ci -= trimStart - 1;
    }
    if (lineStr.length > 80)
        lineStr = lineStr.substring(0, 79) + '…';
    // Include previous line in context if pointing at line start
    if (line > 1 && /^ *$/.test(lineStr.substring(0, ci))) {
        // Regexp won't match if start is trimmed
        let prev = src.substring(lc.lineStarts[line - 2], lc.lineStarts[line - 1]);
        if (prev.length > 80)
            prev = prev.substring(0, 79) + '…\n';
        lineStr = prev + lineStr;
    }
    if (/[^ ]/.test(lineStr)) {
        let count = 1;
        const end = error.linePos[1];
        if (end?.line === line && end.col > col) {
            count = Math.max(1, Math.min(end.col - col, 80 - ci));
        }
        const pointer = ' '.repeat(ci) + '^'.repeat(count);
        error.message += `:\n\n${lineStr}\n${pointer}\n`;
    }
};

exports.YAMLError = YAMLError;
exports.YAMLParseError = YAMLParseError;
exports.YAMLWarning = YAMLWarning;
exports.prettifyError = prettifyError;


/***/ }),

/***/ 8815:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {

var __webpack_unused_export__;


var composer = __nccwpck_require__(9984);
var Document = __nccwpck_require__(3021);
var Schema = __nccwpck_require__(5840);
var errors = __nccwpck_require__(1464);
var Alias = __nccwpck_require__(4065);
var identity = __nccwpck_require__(1127);
var Pair = __nccwpck_require__(7165);
var Scalar = __nccwpck_require__(3301);
var YAMLMap = __nccwpck_require__(4454);
var YAMLSeq = __nccwpck_require__(2223);
var cst = __nccwpck_require__(3461);
var lexer = __nccwpck_require__(361);
var lineCounter = __nccwpck_require__(6628);
var parser = __nccwpck_require__(3456);
var publicApi = __nccwpck_require__(4047);
var visit = __nccwpck_require__(204);



exports.Dk = composer.Composer;
__webpack_unused_export__ = Document.Document;
__webpack_unused_export__ = Schema.Schema;
__webpack_unused_export__ = errors.YAMLError;
__webpack_unused_export__ = errors.YAMLParseError;
__webpack_unused_export__ = errors.YAMLWarning;
exports.x1 = Alias.Alias;
__webpack_unused_export__ = identity.isAlias;
__webpack_unused_export__ = identity.isCollection;
__webpack_unused_export__ = identity.isDocument;
__webpack_unused_export__ = identity.isMap;
__webpack_unused_export__ = identity.isNode;
__webpack_unused_export__ = identity.isPair;
__webpack_unused_export__ = identity.isScalar;
__webpack_unused_export__ = identity.isSeq;
__webpack_unused_export__ = Pair.Pair;
exports.X5 = Scalar.Scalar;
exports.CA = YAMLMap.YAMLMap;
exports.Rw = YAMLSeq.YAMLSeq;
exports.DB = cst;
exports.JG = lexer.Lexer;
__webpack_unused_export__ = lineCounter.LineCounter;
exports.iX = parser.Parser;
__webpack_unused_export__ = publicApi.parse;
__webpack_unused_export__ = publicApi.parseAllDocuments;
__webpack_unused_export__ = publicApi.parseDocument;
__webpack_unused_export__ = publicApi.stringify;
__webpack_unused_export__ = visit.visit;
__webpack_unused_export__ = visit.visitAsync;


/***/ }),

/***/ 7249:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var node_process = __nccwpck_require__(932);

function debug(logLevel, ...messages) {
    if (logLevel === 'debug')
        console.log(...messages);
}
function warn(logLevel, warning) {
    if (logLevel === 'debug' || logLevel === 'warn') {
        if (typeof node_process.emitWarning === 'function')
            node_process.emitWarning(warning);
        else
            console.warn(warning);
    }
}

exports.debug = debug;
exports.warn = warn;


/***/ }),

/***/ 4065:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var anchors = __nccwpck_require__(1596);
var visit = __nccwpck_require__(204);
var identity = __nccwpck_require__(1127);
var Node = __nccwpck_require__(6673);
var toJS = __nccwpck_require__(4043);

class Alias extends Node.NodeBase {
    constructor(source) {
        super(identity.ALIAS);
        this.source = source;
        Object.defineProperty(this, 'tag', {
            set() {
                throw new Error('Alias nodes cannot have tags');
            }
        });
    }
    /**
     * Resolve the value of this alias within `doc`, finding the last
     * instance of the `source` anchor before this node.
     */
    resolve(doc, ctx) {
        if (ctx?.maxAliasCount === 0)
            throw new ReferenceError('Alias resolution is disabled');
        let nodes;
        if (ctx?.aliasResolveCache) {
            nodes = ctx.aliasResolveCache;
        }
        else {
            nodes = [];
            visit.visit(doc, {
                Node: (_key, node) => {
                    if (identity.isAlias(node) || identity.hasAnchor(node))
                        nodes.push(node);
                }
            });
            if (ctx)
                ctx.aliasResolveCache = nodes;
        }
        let found = undefined;
        for (const node of nodes) {
            if (node === this)
                break;
            if (node.anchor === this.source)
                found = node;
        }
        if (found && ctx) {
            const { anchors, doc, maxAliasCount } = ctx;
            let data = anchors.get(found);
            if (!data) {
                // Resolve anchors for Node.prototype.toJS()
                toJS.toJS(found, null, ctx);
                data = anchors.get(found);
            }
            /* istanbul ignore if */
            if (data?.res === undefined) {
                const msg = 'This should not happen: Alias anchor was not resolved?';
                throw new ReferenceError(msg);
            }
            if (maxAliasCount >= 0) {
                data.count += 1;
                if (data.aliasCount === 0)
                    data.aliasCount = getAliasCount(doc, found, anchors);
                if (data.count * data.aliasCount > maxAliasCount) {
                    const msg = 'Excessive alias count indicates a resource exhaustion attack';
                    throw new ReferenceError(msg);
                }
            }
        }
        return found;
    }
    toJSON(_arg, ctx) {
        if (!ctx)
            return { source: this.source };
        const source = this.resolve(ctx.doc, ctx);
        if (!source) {
            const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
            throw new ReferenceError(msg);
        }
        return ctx.anchors.get(source).res;
    }
    toString(ctx, _onComment, _onChompKeep) {
        const src = `*${this.source}`;
        if (ctx) {
            anchors.anchorIsValid(this.source);
            if (ctx.options.verifyAliasOrder && !ctx.anchors.has(this.source)) {
                const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
                throw new Error(msg);
            }
            if (ctx.implicitKey)
                return `${src} `;
        }
        return src;
    }
}
function getAliasCount(doc, node, anchors) {
    if (identity.isAlias(node)) {
        const source = node.resolve(doc);
        const anchor = anchors && source && anchors.get(source);
        return anchor ? anchor.count * anchor.aliasCount : 0;
    }
    else if (identity.isCollection(node)) {
        let count = 0;
        for (const item of node.items) {
            const c = getAliasCount(doc, item, anchors);
            if (c > count)
                count = c;
        }
        return count;
    }
    else if (identity.isPair(node)) {
        const kc = getAliasCount(doc, node.key, anchors);
        const vc = getAliasCount(doc, node.value, anchors);
        return Math.max(kc, vc);
    }
    return 1;
}

exports.Alias = Alias;


/***/ }),

/***/ 101:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var createNode = __nccwpck_require__(2404);
var identity = __nccwpck_require__(1127);
var Node = __nccwpck_require__(6673);

function collectionFromPath(schema, path, value) {
    let v = value;
    for (let i = path.length - 1; i >= 0; --i) {
        const k = path[i];
        if (typeof k === 'number' && Number.isInteger(k) && k >= 0) {
            const a = [];
            a[k] = v;
            v = a;
        }
        else {
            v = new Map([[k, v]]);
        }
    }
    return createNode.createNode(v, undefined, {
        aliasDuplicateObjects: false,
        keepUndefined: false,
        onAnchor: () => {
            throw new Error('This should not happen, please report a bug.');
        },
        schema,
        sourceObjects: new Map()
    });
}
// Type guard is intentionally a little wrong so as to be more useful,
// as it does not cover untypable empty non-string iterables (e.g. []).
const isEmptyPath = (path) => path == null ||
    (typeof path === 'object' && !!path[Symbol.iterator]().next().done);
class Collection extends Node.NodeBase {
    constructor(type, schema) {
        super(type);
        Object.defineProperty(this, 'schema', {
            value: schema,
            configurable: true,
            enumerable: false,
            writable: true
        });
    }
    /**
     * Create a copy of this collection.
     *
     * @param schema - If defined, overwrites the original's schema
     */
    clone(schema) {
        const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
        if (schema)
            copy.schema = schema;
        copy.items = copy.items.map(it => identity.isNode(it) || identity.isPair(it) ? it.clone(schema) : it);
        if (this.range)
            copy.range = this.range.slice();
        return copy;
    }
    /**
     * Adds a value to the collection. For `!!map` and `!!omap` the value must
     * be a Pair instance or a `{ key, value }` object, which may not have a key
     * that already exists in the map.
     */
    addIn(path, value) {
        if (isEmptyPath(path))
            this.add(value);
        else {
            const [key, ...rest] = path;
            const node = this.get(key, true);
            if (identity.isCollection(node))
                node.addIn(rest, value);
            else if (node === undefined && this.schema)
                this.set(key, collectionFromPath(this.schema, rest, value));
            else
                throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
        }
    }
    /**
     * Removes a value from the collection.
     * @returns `true` if the item was found and removed.
     */
    deleteIn(path) {
        const [key, ...rest] = path;
        if (rest.length === 0)
            return this.delete(key);
        const node = this.get(key, true);
        if (identity.isCollection(node))
            return node.deleteIn(rest);
        else
            throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
    }
    /**
     * Returns item at `key`, or `undefined` if not found. By default unwraps
     * scalar values from their surrounding node; to disable set `keepScalar` to
     * `true` (collections are always returned intact).
     */
    getIn(path, keepScalar) {
        const [key, ...rest] = path;
        const node = this.get(key, true);
        if (rest.length === 0)
            return !keepScalar && identity.isScalar(node) ? node.value : node;
        else
            return identity.isCollection(node) ? node.getIn(rest, keepScalar) : undefined;
    }
    hasAllNullValues(allowScalar) {
        return this.items.every(node => {
            if (!identity.isPair(node))
                return false;
            const n = node.value;
            return (n == null ||
                (allowScalar &&
                    identity.isScalar(n) &&
                    n.value == null &&
                    !n.commentBefore &&
                    !n.comment &&
                    !n.tag));
        });
    }
    /**
     * Checks if the collection includes a value with the key `key`.
     */
    hasIn(path) {
        const [key, ...rest] = path;
        if (rest.length === 0)
            return this.has(key);
        const node = this.get(key, true);
        return identity.isCollection(node) ? node.hasIn(rest) : false;
    }
    /**
     * Sets a value in this collection. For `!!set`, `value` needs to be a
     * boolean to add/remove the item from the set.
     */
    setIn(path, value) {
        const [key, ...rest] = path;
        if (rest.length === 0) {
            this.set(key, value);
        }
        else {
            const node = this.get(key, true);
            if (identity.isCollection(node))
                node.setIn(rest, value);
            else if (node === undefined && this.schema)
                this.set(key, collectionFromPath(this.schema, rest, value));
            else
                throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
        }
    }
}

exports.Collection = Collection;
exports.collectionFromPath = collectionFromPath;
exports.isEmptyPath = isEmptyPath;


/***/ }),

/***/ 6673:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var applyReviver = __nccwpck_require__(3661);
var identity = __nccwpck_require__(1127);
var toJS = __nccwpck_require__(4043);

class NodeBase {
    constructor(type) {
        Object.defineProperty(this, identity.NODE_TYPE, { value: type });
    }
    /** Create a copy of this node.  */
    clone() {
        const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
        if (this.range)
            copy.range = this.range.slice();
        return copy;
    }
    /** A plain JavaScript representation of this node. */
    toJS(doc, { mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
        if (!identity.isDocument(doc))
            throw new TypeError('A document argument is required');
        const ctx = {
            anchors: new Map(),
            doc,
            keep: true,
            mapAsMap: mapAsMap === true,
            mapKeyWarned: false,
            maxAliasCount: typeof maxAliasCount === 'number' ? maxAliasCount : 100
        };
        const res = toJS.toJS(this, '', ctx);
        if (typeof onAnchor === 'function')
            for (const { count, res } of ctx.anchors.values())
                onAnchor(res, count);
        return typeof reviver === 'function'
            ? applyReviver.applyReviver(reviver, { '': res }, '', res)
            : res;
    }
}

exports.NodeBase = NodeBase;


/***/ }),

/***/ 7165:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var createNode = __nccwpck_require__(2404);
var stringifyPair = __nccwpck_require__(9748);
var addPairToJSMap = __nccwpck_require__(7104);
var identity = __nccwpck_require__(1127);

function createPair(key, value, ctx) {
    const k = createNode.createNode(key, undefined, ctx);
    const v = createNode.createNode(value, undefined, ctx);
    return new Pair(k, v);
}
class Pair {
    constructor(key, value = null) {
        Object.defineProperty(this, identity.NODE_TYPE, { value: identity.PAIR });
        this.key = key;
        this.value = value;
    }
    clone(schema) {
        let { key, value } = this;
        if (identity.isNode(key))
            key = key.clone(schema);
        if (identity.isNode(value))
            value = value.clone(schema);
        return new Pair(key, value);
    }
    toJSON(_, ctx) {
        const pair = ctx?.mapAsMap ? new Map() : {};
        return addPairToJSMap.addPairToJSMap(ctx, pair, this);
    }
    toString(ctx, onComment, onChompKeep) {
        return ctx?.doc
            ? stringifyPair.stringifyPair(this, ctx, onComment, onChompKeep)
            : JSON.stringify(this);
    }
}

exports.Pair = Pair;
exports.createPair = createPair;


/***/ }),

/***/ 3301:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var Node = __nccwpck_require__(6673);
var toJS = __nccwpck_require__(4043);

const isScalarValue = (value) => !value || (typeof value !== 'function' && typeof value !== 'object');
class Scalar extends Node.NodeBase {
    constructor(value) {
        super(identity.SCALAR);
        this.value = value;
    }
    toJSON(arg, ctx) {
        return ctx?.keep ? this.value : toJS.toJS(this.value, arg, ctx);
    }
    toString() {
        return String(this.value);
    }
}
Scalar.BLOCK_FOLDED = 'BLOCK_FOLDED';
Scalar.BLOCK_LITERAL = 'BLOCK_LITERAL';
Scalar.PLAIN = 'PLAIN';
Scalar.QUOTE_DOUBLE = 'QUOTE_DOUBLE';
Scalar.QUOTE_SINGLE = 'QUOTE_SINGLE';

exports.Scalar = Scalar;
exports.isScalarValue = isScalarValue;


/***/ }),

/***/ 4454:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyCollection = __nccwpck_require__(1212);
var addPairToJSMap = __nccwpck_require__(7104);
var Collection = __nccwpck_require__(101);
var identity = __nccwpck_require__(1127);
var Pair = __nccwpck_require__(7165);
var Scalar = __nccwpck_require__(3301);

function findPair(items, key) {
    const k = identity.isScalar(key) ? key.value : key;
    for (const it of items) {
        if (identity.isPair(it)) {
            if (it.key === key || it.key === k)
                return it;
            if (identity.isScalar(it.key) && it.key.value === k)
                return it;
        }
    }
    return undefined;
}
class YAMLMap extends Collection.Collection {
    static get tagName() {
        return 'tag:yaml.org,2002:map';
    }
    constructor(schema) {
        super(identity.MAP, schema);
        this.items = [];
    }
    /**
     * A generic collection parsing method that can be extended
     * to other node classes that inherit from YAMLMap
     */
    static from(schema, obj, ctx) {
        const { keepUndefined, replacer } = ctx;
        const map = new this(schema);
        const add = (key, value) => {
            if (typeof replacer === 'function')
                value = replacer.call(obj, key, value);
            else if (Array.isArray(replacer) && !replacer.includes(key))
                return;
            if (value !== undefined || keepUndefined)
                map.items.push(Pair.createPair(key, value, ctx));
        };
        if (obj instanceof Map) {
            for (const [key, value] of obj)
                add(key, value);
        }
        else if (obj && typeof obj === 'object') {
            for (const key of Object.keys(obj))
                add(key, obj[key]);
        }
        if (typeof schema.sortMapEntries === 'function') {
            map.items.sort(schema.sortMapEntries);
        }
        return map;
    }
    /**
     * Adds a value to the collection.
     *
     * @param overwrite - If not set `true`, using a key that is already in the
     *   collection will throw. Otherwise, overwrites the previous value.
     */
    add(pair, overwrite) {
        let _pair;
        if (identity.isPair(pair))
            _pair = pair;
        else if (!pair || typeof pair !== 'object' || !('key' in pair)) {
            // In TypeScript, this never happens.
            _pair = new Pair.Pair(pair, pair?.value);
        }
        else
            _pair = new Pair.Pair(pair.key, pair.value);
        const prev = findPair(this.items, _pair.key);
        const sortEntries = this.schema?.sortMapEntries;
        if (prev) {
            if (!overwrite)
                throw new Error(`Key ${_pair.key} already set`);
            // For scalars, keep the old node & its comments and anchors
            if (identity.isScalar(prev.value) && Scalar.isScalarValue(_pair.value))
                prev.value.value = _pair.value;
            else
                prev.value = _pair.value;
        }
        else if (sortEntries) {
            const i = this.items.findIndex(item => sortEntries(_pair, item) < 0);
            if (i === -1)
                this.items.push(_pair);
            else
                this.items.splice(i, 0, _pair);
        }
        else {
            this.items.push(_pair);
        }
    }
    delete(key) {
        const it = findPair(this.items, key);
        if (!it)
            return false;
        const del = this.items.splice(this.items.indexOf(it), 1);
        return del.length > 0;
    }
    get(key, keepScalar) {
        const it = findPair(this.items, key);
        const node = it?.value;
        return (!keepScalar && identity.isScalar(node) ? node.value : node) ?? undefined;
    }
    has(key) {
        return !!findPair(this.items, key);
    }
    set(key, value) {
        this.add(new Pair.Pair(key, value), true);
    }
    /**
     * @param ctx - Conversion context, originally set in Document#toJS()
     * @param {Class} Type - If set, forces the returned collection type
     * @returns Instance of Type, Map, or Object
     */
    toJSON(_, ctx, Type) {
        const map = Type ? new Type() : ctx?.mapAsMap ? new Map() : {};
        if (ctx?.onCreate)
            ctx.onCreate(map);
        for (const item of this.items)
            addPairToJSMap.addPairToJSMap(ctx, map, item);
        return map;
    }
    toString(ctx, onComment, onChompKeep) {
        if (!ctx)
            return JSON.stringify(this);
        for (const item of this.items) {
            if (!identity.isPair(item))
                throw new Error(`Map items must all be pairs; found ${JSON.stringify(item)} instead`);
        }
        if (!ctx.allNullValues && this.hasAllNullValues(false))
            ctx = Object.assign({}, ctx, { allNullValues: true });
        return stringifyCollection.stringifyCollection(this, ctx, {
            blockItemPrefix: '',
            flowChars: { start: '{', end: '}' },
            itemIndent: ctx.indent || '',
            onChompKeep,
            onComment
        });
    }
}

exports.YAMLMap = YAMLMap;
exports.findPair = findPair;


/***/ }),

/***/ 2223:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var createNode = __nccwpck_require__(2404);
var stringifyCollection = __nccwpck_require__(1212);
var Collection = __nccwpck_require__(101);
var identity = __nccwpck_require__(1127);
var Scalar = __nccwpck_require__(3301);
var toJS = __nccwpck_require__(4043);

class YAMLSeq extends Collection.Collection {
    static get tagName() {
        return 'tag:yaml.org,2002:seq';
    }
    constructor(schema) {
        super(identity.SEQ, schema);
        this.items = [];
    }
    add(value) {
        this.items.push(value);
    }
    /**
     * Removes a value from the collection.
     *
     * `key` must contain a representation of an integer for this to succeed.
     * It may be wrapped in a `Scalar`.
     *
     * @returns `true` if the item was found and removed.
     */
    delete(key) {
        const idx = asItemIndex(key);
        if (typeof idx !== 'number')
            return false;
        const del = this.items.splice(idx, 1);
        return del.length > 0;
    }
    get(key, keepScalar) {
        const idx = asItemIndex(key);
        if (typeof idx !== 'number')
            return undefined;
        const it = this.items[idx];
        return !keepScalar && identity.isScalar(it) ? it.value : it;
    }
    /**
     * Checks if the collection includes a value with the key `key`.
     *
     * `key` must contain a representation of an integer for this to succeed.
     * It may be wrapped in a `Scalar`.
     */
    has(key) {
        const idx = asItemIndex(key);
        return typeof idx === 'number' && idx < this.items.length;
    }
    /**
     * Sets a value in this collection. For `!!set`, `value` needs to be a
     * boolean to add/remove the item from the set.
     *
     * If `key` does not contain a representation of an integer, this will throw.
     * It may be wrapped in a `Scalar`.
     */
    set(key, value) {
        const idx = asItemIndex(key);
        if (typeof idx !== 'number')
            throw new Error(`Expected a valid index, not ${key}.`);
        const prev = this.items[idx];
        if (identity.isScalar(prev) && Scalar.isScalarValue(value))
            prev.value = value;
        else
            this.items[idx] = value;
    }
    toJSON(_, ctx) {
        const seq = [];
        if (ctx?.onCreate)
            ctx.onCreate(seq);
        let i = 0;
        for (const item of this.items)
            seq.push(toJS.toJS(item, String(i++), ctx));
        return seq;
    }
    toString(ctx, onComment, onChompKeep) {
        if (!ctx)
            return JSON.stringify(this);
        return stringifyCollection.stringifyCollection(this, ctx, {
            blockItemPrefix: '- ',
            flowChars: { start: '[', end: ']' },
            itemIndent: (ctx.indent || '') + '  ',
            onChompKeep,
            onComment
        });
    }
    static from(schema, obj, ctx) {
        const { replacer } = ctx;
        const seq = new this(schema);
        if (obj && Symbol.iterator in Object(obj)) {
            let i = 0;
            for (let it of obj) {
                if (typeof replacer === 'function') {
                    const key = obj instanceof Set ? it : String(i++);
                    it = replacer.call(obj, key, it);
                }
                seq.items.push(createNode.createNode(it, undefined, ctx));
            }
        }
        return seq;
    }
}
function asItemIndex(key) {
    let idx = identity.isScalar(key) ? key.value : key;
    if (idx && typeof idx === 'string')
        idx = Number(idx);
    return typeof idx === 'number' && Number.isInteger(idx) && idx >= 0
        ? idx
        : null;
}

exports.YAMLSeq = YAMLSeq;


/***/ }),

/***/ 7104:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var log = __nccwpck_require__(7249);
var merge = __nccwpck_require__(452);
var stringify = __nccwpck_require__(2148);
var identity = __nccwpck_require__(1127);
var toJS = __nccwpck_require__(4043);

function addPairToJSMap(ctx, map, { key, value }) {
    if (identity.isNode(key) && key.addToJSMap)
        key.addToJSMap(ctx, map, value);
    // TODO: Should drop this special case for bare << handling
    else if (merge.isMergeKey(ctx, key))
        merge.addMergeToJSMap(ctx, map, value);
    else {
        const jsKey = toJS.toJS(key, '', ctx);
        if (map instanceof Map) {
            map.set(jsKey, toJS.toJS(value, jsKey, ctx));
        }
        else if (map instanceof Set) {
            map.add(jsKey);
        }
        else {
            const stringKey = stringifyKey(key, jsKey, ctx);
            const jsValue = toJS.toJS(value, stringKey, ctx);
            if (stringKey in map)
                Object.defineProperty(map, stringKey, {
                    value: jsValue,
                    writable: true,
                    enumerable: true,
                    configurable: true
                });
            else
                map[stringKey] = jsValue;
        }
    }
    return map;
}
function stringifyKey(key, jsKey, ctx) {
    if (jsKey === null)
        return '';
    // eslint-disable-next-line @typescript-eslint/no-base-to-string
    if (typeof jsKey !== 'object')
        return String(jsKey);
    if (identity.isNode(key) && ctx?.doc) {
        const strCtx = stringify.createStringifyContext(ctx.doc, {});
        strCtx.anchors = new Set();
        for (const node of ctx.anchors.keys())
            strCtx.anchors.add(node.anchor);
        strCtx.inFlow = true;
        strCtx.inStringifyKey = true;
        const strKey = key.toString(strCtx);
        if (!ctx.mapKeyWarned) {
            let jsonStr = JSON.stringify(strKey);
            if (jsonStr.length > 40)
                jsonStr = jsonStr.substring(0, 36) + '..."';
            log.warn(ctx.doc.options.logLevel, `Keys with collection values will be stringified due to JS Object restrictions: ${jsonStr}. Set mapAsMap: true to use object keys.`);
            ctx.mapKeyWarned = true;
        }
        return strKey;
    }
    return JSON.stringify(jsKey);
}

exports.addPairToJSMap = addPairToJSMap;


/***/ }),

/***/ 1127:
/***/ ((__unused_webpack_module, exports) => {



const ALIAS = Symbol.for('yaml.alias');
const DOC = Symbol.for('yaml.document');
const MAP = Symbol.for('yaml.map');
const PAIR = Symbol.for('yaml.pair');
const SCALAR = Symbol.for('yaml.scalar');
const SEQ = Symbol.for('yaml.seq');
const NODE_TYPE = Symbol.for('yaml.node.type');
const isAlias = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === ALIAS;
const isDocument = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === DOC;
const isMap = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === MAP;
const isPair = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === PAIR;
const isScalar = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === SCALAR;
const isSeq = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === SEQ;
function isCollection(node) {
    if (node && typeof node === 'object')
        switch (node[NODE_TYPE]) {
            case MAP:
            case SEQ:
                return true;
        }
    return false;
}
function isNode(node) {
    if (node && typeof node === 'object')
        switch (node[NODE_TYPE]) {
            case ALIAS:
            case MAP:
            case SCALAR:
            case SEQ:
                return true;
        }
    return false;
}
const hasAnchor = (node) => (isScalar(node) || isCollection(node)) && !!node.anchor;

exports.ALIAS = ALIAS;
exports.DOC = DOC;
exports.MAP = MAP;
exports.NODE_TYPE = NODE_TYPE;
exports.PAIR = PAIR;
exports.SCALAR = SCALAR;
exports.SEQ = SEQ;
exports.hasAnchor = hasAnchor;
exports.isAlias = isAlias;
exports.isCollection = isCollection;
exports.isDocument = isDocument;
exports.isMap = isMap;
exports.isNode = isNode;
exports.isPair = isPair;
exports.isScalar = isScalar;
exports.isSeq = isSeq;


/***/ }),

/***/ 4043:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);

/**
 * Recursively convert any node or its contents to native JavaScript
 *
 * @param value - The input value
 * @param arg - If `value` defines a `toJSON()` method, use this
 *   as its first argument
 * @param ctx - Conversion context, originally set in Document#toJS(). If
 *   `{ keep: true }` is not set, output should be suitable for JSON
 *   stringification.
 */
function toJS(value, arg, ctx) {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-return
    if (Array.isArray(value))
        return value.map((v, i) => toJS(v, String(i), ctx));
    if (value && typeof value.toJSON === 'function') {
        // eslint-disable-next-line @typescript-eslint/no-unsafe-call
        if (!ctx || !identity.hasAnchor(value))
            return value.toJSON(arg, ctx);
        const data = { aliasCount: 0, count: 1, res: undefined };
        ctx.anchors.set(value, data);
        ctx.onCreate = res => {
            data.res = res;
            delete ctx.onCreate;
        };
        const res = value.toJSON(arg, ctx);
        if (ctx.onCreate)
            ctx.onCreate(res);
        return res;
    }
    if (typeof value === 'bigint' && !ctx?.keep)
        return Number(value);
    return value;
}

exports.toJS = toJS;


/***/ }),

/***/ 110:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var resolveBlockScalar = __nccwpck_require__(8913);
var resolveFlowScalar = __nccwpck_require__(6842);
var errors = __nccwpck_require__(1464);
var stringifyString = __nccwpck_require__(3069);

function resolveAsScalar(token, strict = true, onError) {
    if (token) {
        const _onError = (pos, code, message) => {
            const offset = typeof pos === 'number' ? pos : Array.isArray(pos) ? pos[0] : pos.offset;
            if (onError)
                onError(offset, code, message);
            else
                throw new errors.YAMLParseError([offset, offset + 1], code, message);
        };
        switch (token.type) {
            case 'scalar':
            case 'single-quoted-scalar':
            case 'double-quoted-scalar':
                return resolveFlowScalar.resolveFlowScalar(token, strict, _onError);
            case 'block-scalar':
                return resolveBlockScalar.resolveBlockScalar({ options: { strict } }, token, _onError);
        }
    }
    return null;
}
/**
 * Create a new scalar token with `value`
 *
 * Values that represent an actual string but may be parsed as a different type should use a `type` other than `'PLAIN'`,
 * as this function does not support any schema operations and won't check for such conflicts.
 *
 * @param value The string representation of the value, which will have its content properly indented.
 * @param context.end Comments and whitespace after the end of the value, or after the block scalar header. If undefined, a newline will be added.
 * @param context.implicitKey Being within an implicit key may affect the resolved type of the token's value.
 * @param context.indent The indent level of the token.
 * @param context.inFlow Is this scalar within a flow collection? This may affect the resolved type of the token's value.
 * @param context.offset The offset position of the token.
 * @param context.type The preferred type of the scalar token. If undefined, the previous type of the `token` will be used, defaulting to `'PLAIN'`.
 */
function createScalarToken(value, context) {
    const { implicitKey = false, indent, inFlow = false, offset = -1, type = 'PLAIN' } = context;
    const source = stringifyString.stringifyString({ type, value }, {
        implicitKey,
        indent: indent > 0 ? ' '.repeat(indent) : '',
        inFlow,
        options: { blockQuote: true, lineWidth: -1 }
    });
    const end = context.end ?? [
        { type: 'newline', offset: -1, indent, source: '\n' }
    ];
    switch (source[0]) {
        case '|':
        case '>': {
            const he = source.indexOf('\n');
            const head = source.substring(0, he);
            const body = source.substring(he + 1) + '\n';
            const props = [
                { type: 'block-scalar-header', offset, indent, source: head }
            ];
            if (!addEndtoBlockProps(props, end))
                props.push({ type: 'newline', offset: -1, indent, source: '\n' });
            return { type: 'block-scalar', offset, indent, props, source: body };
        }
        case '"':
            return { type: 'double-quoted-scalar', offset, indent, source, end };
        case "'":
            return { type: 'single-quoted-scalar', offset, indent, source, end };
        default:
            return { type: 'scalar', offset, indent, source, end };
    }
}
/**
 * Set the value of `token` to the given string `value`, overwriting any previous contents and type that it may have.
 *
 * Best efforts are made to retain any comments previously associated with the `token`,
 * though all contents within a collection's `items` will be overwritten.
 *
 * Values that represent an actual string but may be parsed as a different type should use a `type` other than `'PLAIN'`,
 * as this function does not support any schema operations and won't check for such conflicts.
 *
 * @param token Any token. If it does not include an `indent` value, the value will be stringified as if it were an implicit key.
 * @param value The string representation of the value, which will have its content properly indented.
 * @param context.afterKey In most cases, values after a key should have an additional level of indentation.
 * @param context.implicitKey Being within an implicit key may affect the resolved type of the token's value.
 * @param context.inFlow Being within a flow collection may affect the resolved type of the token's value.
 * @param context.type The preferred type of the scalar token. If undefined, the previous type of the `token` will be used, defaulting to `'PLAIN'`.
 */
function setScalarValue(token, value, context = {}) {
    let { afterKey = false, implicitKey = false, inFlow = false, type } = context;
    let indent = 'indent' in token ? token.indent : null;
    if (afterKey && typeof indent === 'number')
        indent += 2;
    if (!type)
        switch (token.type) {
            case 'single-quoted-scalar':
                type = 'QUOTE_SINGLE';
                break;
            case 'double-quoted-scalar':
                type = 'QUOTE_DOUBLE';
                break;
            case 'block-scalar': {
                const header = token.props[0];
                if (header.type !== 'block-scalar-header')
                    throw new Error('Invalid block scalar header');
                type = header.source[0] === '>' ? 'BLOCK_FOLDED' : 'BLOCK_LITERAL';
                break;
            }
            default:
                type = 'PLAIN';
        }
    const source = stringifyString.stringifyString({ type, value }, {
        implicitKey: implicitKey || indent === null,
        indent: indent !== null && indent > 0 ? ' '.repeat(indent) : '',
        inFlow,
        options: { blockQuote: true, lineWidth: -1 }
    });
    switch (source[0]) {
        case '|':
        case '>':
            setBlockScalarValue(token, source);
            break;
        case '"':
            setFlowScalarValue(token, source, 'double-quoted-scalar');
            break;
        case "'":
            setFlowScalarValue(token, source, 'single-quoted-scalar');
            break;
        default:
            setFlowScalarValue(token, source, 'scalar');
    }
}
function setBlockScalarValue(token, source) {
    const he = source.indexOf('\n');
    const head = source.substring(0, he);
    const body = source.substring(he + 1) + '\n';
    if (token.type === 'block-scalar') {
        const header = token.props[0];
        if (header.type !== 'block-scalar-header')
            throw new Error('Invalid block scalar header');
        header.source = head;
        token.source = body;
    }
    else {
        const { offset } = token;
        const indent = 'indent' in token ? token.indent : -1;
        const props = [
            { type: 'block-scalar-header', offset, indent, source: head }
        ];
        if (!addEndtoBlockProps(props, 'end' in token ? token.end : undefined))
            props.push({ type: 'newline', offset: -1, indent, source: '\n' });
        for (const key of Object.keys(token))
            if (key !== 'type' && key !== 'offset')
                delete token[key];
        Object.assign(token, { type: 'block-scalar', indent, props, source: body });
    }
}
/** @returns `true` if last token is a newline */
function addEndtoBlockProps(props, end) {
    if (end)
        for (const st of end)
            switch (st.type) {
                case 'space':
                case 'comment':
                    props.push(st);
                    break;
                case 'newline':
                    props.push(st);
                    return true;
            }
    return false;
}
function setFlowScalarValue(token, source, type) {
    switch (token.type) {
        case 'scalar':
        case 'double-quoted-scalar':
        case 'single-quoted-scalar':
            token.type = type;
            token.source = source;
            break;
        case 'block-scalar': {
            const end = token.props.slice(1);
            let oa = source.length;
            if (token.props[0].type === 'block-scalar-header')
                oa -= token.props[0].source.length;
            for (const tok of end)
                tok.offset += oa;
            delete token.props;
            Object.assign(token, { type, source, end });
            break;
        }
        case 'block-map':
        case 'block-seq': {
            const offset = token.offset + source.length;
            const nl = { type: 'newline', offset, indent: token.indent, source: '\n' };
            delete token.items;
            Object.assign(token, { type, source, end: [nl] });
            break;
        }
        default: {
            const indent = 'indent' in token ? token.indent : -1;
            const end = 'end' in token && Array.isArray(token.end)
                ? token.end.filter(st => st.type === 'space' ||
                    st.type === 'comment' ||
                    st.type === 'newline')
                : [];
            for (const key of Object.keys(token))
                if (key !== 'type' && key !== 'offset')
                    delete token[key];
            Object.assign(token, { type, indent, source, end });
        }
    }
}

exports.createScalarToken = createScalarToken;
exports.resolveAsScalar = resolveAsScalar;
exports.setScalarValue = setScalarValue;


/***/ }),

/***/ 1733:
/***/ ((__unused_webpack_module, exports) => {



/**
 * Stringify a CST document, token, or collection item
 *
 * Fair warning: This applies no validation whatsoever, and
 * simply concatenates the sources in their logical order.
 */
const stringify = (cst) => 'type' in cst ? stringifyToken(cst) : stringifyItem(cst);
function stringifyToken(token) {
    switch (token.type) {
        case 'block-scalar': {
            let res = '';
            for (const tok of token.props)
                res += stringifyToken(tok);
            return res + token.source;
        }
        case 'block-map':
        case 'block-seq': {
            let res = '';
            for (const item of token.items)
                res += stringifyItem(item);
            return res;
        }
        case 'flow-collection': {
            let res = token.start.source;
            for (const item of token.items)
                res += stringifyItem(item);
            for (const st of token.end)
                res += st.source;
            return res;
        }
        case 'document': {
            let res = stringifyItem(token);
            if (token.end)
                for (const st of token.end)
                    res += st.source;
            return res;
        }
        default: {
            let res = token.source;
            if ('end' in token && token.end)
                for (const st of token.end)
                    res += st.source;
            return res;
        }
    }
}
function stringifyItem({ start, key, sep, value }) {
    let res = '';
    for (const st of start)
        res += st.source;
    if (key)
        res += stringifyToken(key);
    if (sep)
        for (const st of sep)
            res += st.source;
    if (value)
        res += stringifyToken(value);
    return res;
}

exports.stringify = stringify;


/***/ }),

/***/ 7715:
/***/ ((__unused_webpack_module, exports) => {



const BREAK = Symbol('break visit');
const SKIP = Symbol('skip children');
const REMOVE = Symbol('remove item');
/**
 * Apply a visitor to a CST document or item.
 *
 * Walks through the tree (depth-first) starting from the root, calling a
 * `visitor` function with two arguments when entering each item:
 *   - `item`: The current item, which included the following members:
 *     - `start: SourceToken[]` – Source tokens before the key or value,
 *       possibly including its anchor or tag.
 *     - `key?: Token | null` – Set for pair values. May then be `null`, if
 *       the key before the `:` separator is empty.
 *     - `sep?: SourceToken[]` – Source tokens between the key and the value,
 *       which should include the `:` map value indicator if `value` is set.
 *     - `value?: Token` – The value of a sequence item, or of a map pair.
 *   - `path`: The steps from the root to the current node, as an array of
 *     `['key' | 'value', number]` tuples.
 *
 * The return value of the visitor may be used to control the traversal:
 *   - `undefined` (default): Do nothing and continue
 *   - `visit.SKIP`: Do not visit the children of this token, continue with
 *      next sibling
 *   - `visit.BREAK`: Terminate traversal completely
 *   - `visit.REMOVE`: Remove the current item, then continue with the next one
 *   - `number`: Set the index of the next step. This is useful especially if
 *     the index of the current token has changed.
 *   - `function`: Define the next visitor for this item. After the original
 *     visitor is called on item entry, next visitors are called after handling
 *     a non-empty `key` and when exiting the item.
 */
function visit(cst, visitor) {
    if ('type' in cst && cst.type === 'document')
        cst = { start: cst.start, value: cst.value };
    _visit(Object.freeze([]), cst, visitor);
}
// Without the `as symbol` casts, TS declares these in the `visit`
// namespace using `var`, but then complains about that because
// `unique symbol` must be `const`.
/** Terminate visit traversal completely */
visit.BREAK = BREAK;
/** Do not visit the children of the current item */
visit.SKIP = SKIP;
/** Remove the current item */
visit.REMOVE = REMOVE;
/** Find the item at `path` from `cst` as the root */
visit.itemAtPath = (cst, path) => {
    let item = cst;
    for (const [field, index] of path) {
        const tok = item?.[field];
        if (tok && 'items' in tok) {
            item = tok.items[index];
        }
        else
            return undefined;
    }
    return item;
};
/**
 * Get the immediate parent collection of the item at `path` from `cst` as the root.
 *
 * Throws an error if the collection is not found, which should never happen if the item itself exists.
 */
visit.parentCollection = (cst, path) => {
    const parent = visit.itemAtPath(cst, path.slice(0, -1));
    const field = path[path.length - 1][0];
    const coll = parent?.[field];
    if (coll && 'items' in coll)
        return coll;
    throw new Error('Parent collection not found');
};
function _visit(path, item, visitor) {
    let ctrl = visitor(item, path);
    if (typeof ctrl === 'symbol')
        return ctrl;
    for (const field of ['key', 'value']) {
        const token = item[field];
        if (token && 'items' in token) {
            for (let i = 0; i < token.items.length; ++i) {
                const ci = _visit(Object.freeze(path.concat([[field, i]])), token.items[i], visitor);
                if (typeof ci === 'number')
                    i = ci - 1;
                else if (ci === BREAK)
                    return BREAK;
                else if (ci === REMOVE) {
                    token.items.splice(i, 1);
                    i -= 1;
                }
            }
            if (typeof ctrl === 'function' && field === 'key')
                ctrl = ctrl(item, path);
        }
    }
    return typeof ctrl === 'function' ? ctrl(item, path) : ctrl;
}

exports.visit = visit;


/***/ }),

/***/ 3461:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var cstScalar = __nccwpck_require__(110);
var cstStringify = __nccwpck_require__(1733);
var cstVisit = __nccwpck_require__(7715);

/** The byte order mark */
const BOM = '\u{FEFF}';
/** Start of doc-mode */
const DOCUMENT = '\x02'; // C0: Start of Text
/** Unexpected end of flow-mode */
const FLOW_END = '\x18'; // C0: Cancel
/** Next token is a scalar value */
const SCALAR = '\x1f'; // C0: Unit Separator
/** @returns `true` if `token` is a flow or block collection */
const isCollection = (token) => !!token && 'items' in token;
/** @returns `true` if `token` is a flow or block scalar; not an alias */
const isScalar = (token) => !!token &&
    (token.type === 'scalar' ||
        token.type === 'single-quoted-scalar' ||
        token.type === 'double-quoted-scalar' ||
        token.type === 'block-scalar');
/* istanbul ignore next */
/** Get a printable representation of a lexer token */
function prettyToken(token) {
    switch (token) {
        case BOM:
            return '<BOM>';
        case DOCUMENT:
            return '<DOC>';
        case FLOW_END:
            return '<FLOW_END>';
        case SCALAR:
            return '<SCALAR>';
        default:
            return JSON.stringify(token);
    }
}
/** Identify the type of a lexer token. May return `null` for unknown tokens. */
function tokenType(source) {
    switch (source) {
        case BOM:
            return 'byte-order-mark';
        case DOCUMENT:
            return 'doc-mode';
        case FLOW_END:
            return 'flow-error-end';
        case SCALAR:
            return 'scalar';
        case '---':
            return 'doc-start';
        case '...':
            return 'doc-end';
        case '':
        case '\n':
        case '\r\n':
            return 'newline';
        case '-':
            return 'seq-item-ind';
        case '?':
            return 'explicit-key-ind';
        case ':':
            return 'map-value-ind';
        case '{':
            return 'flow-map-start';
        case '}':
            return 'flow-map-end';
        case '[':
            return 'flow-seq-start';
        case ']':
            return 'flow-seq-end';
        case ',':
            return 'comma';
    }
    switch (source[0]) {
        case ' ':
        case '\t':
            return 'space';
        case '#':
            return 'comment';
        case '%':
            return 'directive-line';
        case '*':
            return 'alias';
        case '&':
            return 'anchor';
        case '!':
            return 'tag';
        case "'":
            return 'single-quoted-scalar';
        case '"':
            return 'double-quoted-scalar';
        case '|':
        case '>':
            return 'block-scalar-header';
    }
    return null;
}

exports.createScalarToken = cstScalar.createScalarToken;
exports.resolveAsScalar = cstScalar.resolveAsScalar;
exports.setScalarValue = cstScalar.setScalarValue;
exports.stringify = cstStringify.stringify;
exports.visit = cstVisit.visit;
exports.BOM = BOM;
exports.DOCUMENT = DOCUMENT;
exports.FLOW_END = FLOW_END;
exports.SCALAR = SCALAR;
exports.isCollection = isCollection;
exports.isScalar = isScalar;
exports.prettyToken = prettyToken;
exports.tokenType = tokenType;


/***/ }),

/***/ 361:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var cst = __nccwpck_require__(3461);

/*
START -> stream

stream
  directive -> line-end -> stream
  indent + line-end -> stream
  [else] -> line-start

line-end
  comment -> line-end
  newline -> .
  input-end -> END

line-start
  doc-start -> doc
  doc-end -> stream
  [else] -> indent -> block-start

block-start
  seq-item-start -> block-start
  explicit-key-start -> block-start
  map-value-start -> block-start
  [else] -> doc

doc
  line-end -> line-start
  spaces -> doc
  anchor -> doc
  tag -> doc
  flow-start -> flow -> doc
  flow-end -> error -> doc
  seq-item-start -> error -> doc
  explicit-key-start -> error -> doc
  map-value-start -> doc
  alias -> doc
  quote-start -> quoted-scalar -> doc
  block-scalar-header -> line-end -> block-scalar(min) -> line-start
  [else] -> plain-scalar(false, min) -> doc

flow
  line-end -> flow
  spaces -> flow
  anchor -> flow
  tag -> flow
  flow-start -> flow -> flow
  flow-end -> .
  seq-item-start -> error -> flow
  explicit-key-start -> flow
  map-value-start -> flow
  alias -> flow
  quote-start -> quoted-scalar -> flow
  comma -> flow
  [else] -> plain-scalar(true, 0) -> flow

quoted-scalar
  quote-end -> .
  [else] -> quoted-scalar

block-scalar(min)
  newline + peek(indent < min) -> .
  [else] -> block-scalar(min)

plain-scalar(is-flow, min)
  scalar-end(is-flow) -> .
  peek(newline + (indent < min)) -> .
  [else] -> plain-scalar(min)
*/
function isEmpty(ch) {
    switch (ch) {
        case undefined:
        case ' ':
        case '\n':
        case '\r':
        case '\t':
            return true;
        default:
            return false;
    }
}
const hexDigits = new Set('0123456789ABCDEFabcdef');
const tagChars = new Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-#;/?:@&=+$_.!~*'()");
const flowIndicatorChars = new Set(',[]{}');
const invalidAnchorChars = new Set(' ,[]{}\n\r\t');
const isNotAnchorChar = (ch) => !ch || invalidAnchorChars.has(ch);
/**
 * Splits an input string into lexical tokens, i.e. smaller strings that are
 * easily identifiable by `tokens.tokenType()`.
 *
 * Lexing starts always in a "stream" context. Incomplete input may be buffered
 * until a complete token can be emitted.
 *
 * In addition to slices of the original input, the following control characters
 * may also be emitted:
 *
 * - `\x02` (Start of Text): A document starts with the next token
 * - `\x18` (Cancel): Unexpected end of flow-mode (indicates an error)
 * - `\x1f` (Unit Separator): Next token is a scalar value
 * - `\u{FEFF}` (Byte order mark): Emitted separately outside documents
 */
class Lexer {
    constructor() {
        /**
         * Flag indicating whether the end of the current buffer marks the end of
         * all input
         */
        this.atEnd = false;
        /**
         * Explicit indent set in block scalar header, as an offset from the current
         * minimum indent, so e.g. set to 1 from a header `|2+`. Set to -1 if not
         * explicitly set.
         */
        this.blockScalarIndent = -1;
        /**
         * Block scalars that include a + (keep) chomping indicator in their header
         * include trailing empty lines, which are otherwise excluded from the
         * scalar's contents.
         */
        this.blockScalarKeep = false;
        /** Current input */
        this.buffer = '';
        /**
         * Flag noting whether the map value indicator : can immediately follow this
         * node within a flow context.
         */
        this.flowKey = false;
        /** Count of surrounding flow collection levels. */
        this.flowLevel = 0;
        /**
         * Minimum level of indentation required for next lines to be parsed as a
         * part of the current scalar value.
         */
        this.indentNext = 0;
        /** Indentation level of the current line. */
        this.indentValue = 0;
        /** Position of the next \n character. */
        this.lineEndPos = null;
        /** Stores the state of the lexer if reaching the end of incpomplete input */
        this.next = null;
        /** A pointer to `buffer`; the current position of the lexer. */
        this.pos = 0;
    }
    /**
     * Generate YAML tokens from the `source` string. If `incomplete`,
     * a part of the last line may be left as a buffer for the next call.
     *
     * @returns A generator of lexical tokens
     */
    *lex(source, incomplete = false) {
        if (source) {
            if (typeof source !== 'string')
                throw TypeError('source is not a string');
            this.buffer = this.buffer ? this.buffer + source : source;
            this.lineEndPos = null;
        }
        this.atEnd = !incomplete;
        let next = this.next ?? 'stream';
        while (next && (incomplete || this.hasChars(1)))
            next = yield* this.parseNext(next);
    }
    atLineEnd() {
        let i = this.pos;
        let ch = this.buffer[i];
        while (ch === ' ' || ch === '\t')
            ch = this.buffer[++i];
        if (!ch || ch === '#' || ch === '\n')
            return true;
        if (ch === '\r')
            return this.buffer[i + 1] === '\n';
        return false;
    }
    charAt(n) {
        return this.buffer[this.pos + n];
    }
    continueScalar(offset) {
        let ch = this.buffer[offset];
        if (this.indentNext > 0) {
            let indent = 0;
            while (ch === ' ')
                ch = this.buffer[++indent + offset];
            if (ch === '\r') {
                const next = this.buffer[indent + offset + 1];
                if (next === '\n' || (!next && !this.atEnd))
                    return offset + indent + 1;
            }
            return ch === '\n' || indent >= this.indentNext || (!ch && !this.atEnd)
                ? offset + indent
                : -1;
        }
        if (ch === '-' || ch === '.') {
            const dt = this.buffer.substr(offset, 3);
            if ((dt === '---' || dt === '...') && isEmpty(this.buffer[offset + 3]))
                return -1;
        }
        return offset;
    }
    getLine() {
        let end = this.lineEndPos;
        if (typeof end !== 'number' || (end !== -1 && end < this.pos)) {
            end = this.buffer.indexOf('\n', this.pos);
            this.lineEndPos = end;
        }
        if (end === -1)
            return this.atEnd ? this.buffer.substring(this.pos) : null;
        if (this.buffer[end - 1] === '\r')
            end -= 1;
        return this.buffer.substring(this.pos, end);
    }
    hasChars(n) {
        return this.pos + n <= this.buffer.length;
    }
    setNext(state) {
        this.buffer = this.buffer.substring(this.pos);
        this.pos = 0;
        this.lineEndPos = null;
        this.next = state;
        return null;
    }
    peek(n) {
        return this.buffer.substr(this.pos, n);
    }
    *parseNext(next) {
        switch (next) {
            case 'stream':
                return yield* this.parseStream();
            case 'line-start':
                return yield* this.parseLineStart();
            case 'block-start':
                return yield* this.parseBlockStart();
            case 'doc':
                return yield* this.parseDocument();
            case 'flow':
                return yield* this.parseFlowCollection();
            case 'quoted-scalar':
                return yield* this.parseQuotedScalar();
            case 'block-scalar':
                return yield* this.parseBlockScalar();
            case 'plain-scalar':
                return yield* this.parsePlainScalar();
        }
    }
    *parseStream() {
        let line = this.getLine();
        if (line === null)
            return this.setNext('stream');
        if (line[0] === cst.BOM) {
            yield* this.pushCount(1);
            line = line.substring(1);
        }
        if (line[0] === '%') {
            let dirEnd = line.length;
            let cs = line.indexOf('#');
            while (cs !== -1) {
                const ch = line[cs - 1];
                if (ch === ' ' || ch === '\t') {
                    dirEnd = cs - 1;
                    break;
                }
                else {
                    cs = line.indexOf('#', cs + 1);
                }
            }
            while (true) {
                const ch = line[dirEnd - 1];
                if (ch === ' ' || ch === '\t')
                    dirEnd -= 1;
                else
                    break;
            }
            const n = (yield* this.pushCount(dirEnd)) + (yield* this.pushSpaces(true));
            yield* this.pushCount(line.length - n); // possible comment
            this.pushNewline();
            return 'stream';
        }
        if (this.atLineEnd()) {
            const sp = yield* this.pushSpaces(true);
            yield* this.pushCount(line.length - sp);
            yield* this.pushNewline();
            return 'stream';
        }
        yield cst.DOCUMENT;
        return yield* this.parseLineStart();
    }
    *parseLineStart() {
        const ch = this.charAt(0);
        if (!ch && !this.atEnd)
            return this.setNext('line-start');
        if (ch === '-' || ch === '.') {
            if (!this.atEnd && !this.hasChars(4))
                return this.setNext('line-start');
            const s = this.peek(3);
            if ((s === '---' || s === '...') && isEmpty(this.charAt(3))) {
                yield* this.pushCount(3);
                this.indentValue = 0;
                this.indentNext = 0;
                return s === '---' ? 'doc' : 'stream';
            }
        }
        this.indentValue = yield* this.pushSpaces(false);
        if (this.indentNext > this.indentValue && !isEmpty(this.charAt(1)))
            this.indentNext = this.indentValue;
        return yield* this.parseBlockStart();
    }
    *parseBlockStart() {
        const [ch0, ch1] = this.peek(2);
        if (!ch1 && !this.atEnd)
            return this.setNext('block-start');
        if ((ch0 === '-' || ch0 === '?' || ch0 === ':') && isEmpty(ch1)) {
            const n = (yield* this.pushCount(1)) + (yield* this.pushSpaces(true));
            this.indentNext = this.indentValue + 1;
            this.indentValue += n;
            return 'block-start';
        }
        return 'doc';
    }
    *parseDocument() {
        yield* this.pushSpaces(true);
        const line = this.getLine();
        if (line === null)
            return this.setNext('doc');
        let n = yield* this.pushIndicators();
        switch (line[n]) {
            case '#':
                yield* this.pushCount(line.length - n);
            // fallthrough
            case undefined:
                yield* this.pushNewline();
                return yield* this.parseLineStart();
            case '{':
            case '[':
                yield* this.pushCount(1);
                this.flowKey = false;
                this.flowLevel = 1;
                return 'flow';
            case '}':
            case ']':
                // this is an error
                yield* this.pushCount(1);
                return 'doc';
            case '*':
                yield* this.pushUntil(isNotAnchorChar);
                return 'doc';
            case '"':
            case "'":
                return yield* this.parseQuotedScalar();
            case '|':
            case '>':
                n += yield* this.parseBlockScalarHeader();
                n += yield* this.pushSpaces(true);
                yield* this.pushCount(line.length - n);
                yield* this.pushNewline();
                return yield* this.parseBlockScalar();
            default:
                return yield* this.parsePlainScalar();
        }
    }
    *parseFlowCollection() {
        let nl, sp;
        let indent = -1;
        do {
            nl = yield* this.pushNewline();
            if (nl > 0) {
                sp = yield* this.pushSpaces(false);
                this.indentValue = indent = sp;
            }
            else {
                sp = 0;
            }
            sp += yield* this.pushSpaces(true);
        } while (nl + sp > 0);
        const line = this.getLine();
        if (line === null)
            return this.setNext('flow');
        if ((indent !== -1 && indent < this.indentNext && line[0] !== '#') ||
            (indent === 0 &&
                (line.startsWith('---') || line.startsWith('...')) &&
                isEmpty(line[3]))) {
            // Allowing for the terminal ] or } at the same (rather than greater)
            // indent level as the initial [ or { is technically invalid, but
            // failing here would be surprising to users.
            const atFlowEndMarker = indent === this.indentNext - 1 &&
                this.flowLevel === 1 &&
                (line[0] === ']' || line[0] === '}');
            if (!atFlowEndMarker) {
                // this is an error
                this.flowLevel = 0;
                yield cst.FLOW_END;
                return yield* this.parseLineStart();
            }
        }
        let n = 0;
        while (line[n] === ',') {
            n += yield* this.pushCount(1);
            n += yield* this.pushSpaces(true);
            this.flowKey = false;
        }
        n += yield* this.pushIndicators();
        switch (line[n]) {
            case undefined:
                return 'flow';
            case '#':
                yield* this.pushCount(line.length - n);
                return 'flow';
            case '{':
            case '[':
                yield* this.pushCount(1);
                this.flowKey = false;
                this.flowLevel += 1;
                return 'flow';
            case '}':
            case ']':
                yield* this.pushCount(1);
                this.flowKey = true;
                this.flowLevel -= 1;
                return this.flowLevel ? 'flow' : 'doc';
            case '*':
                yield* this.pushUntil(isNotAnchorChar);
                return 'flow';
            case '"':
            case "'":
                this.flowKey = true;
                return yield* this.parseQuotedScalar();
            case ':': {
                const next = this.charAt(1);
                if (this.flowKey || isEmpty(next) || next === ',') {
                    this.flowKey = false;
                    yield* this.pushCount(1);
                    yield* this.pushSpaces(true);
                    return 'flow';
                }
            }
            // fallthrough
            default:
                this.flowKey = false;
                return yield* this.parsePlainScalar();
        }
    }
    *parseQuotedScalar() {
        const quote = this.charAt(0);
        let end = this.buffer.indexOf(quote, this.pos + 1);
        if (quote === "'") {
            while (end !== -1 && this.buffer[end + 1] === "'")
                end = this.buffer.indexOf("'", end + 2);
        }
        else {
            // double-quote
            while (end !== -1) {
                let n = 0;
                while (this.buffer[end - 1 - n] === '\\')
                    n += 1;
                if (n % 2 === 0)
                    break;
                end = this.buffer.indexOf('"', end + 1);
            }
        }
        // Only looking for newlines within the quotes
        const qb = this.buffer.substring(0, end);
        let nl = qb.indexOf('\n', this.pos);
        if (nl !== -1) {
            while (nl !== -1) {
                const cs = this.continueScalar(nl + 1);
                if (cs === -1)
                    break;
                nl = qb.indexOf('\n', cs);
            }
            if (nl !== -1) {
                // this is an error caused by an unexpected unindent
                end = nl - (qb[nl - 1] === '\r' ? 2 : 1);
            }
        }
        if (end === -1) {
            if (!this.atEnd)
                return this.setNext('quoted-scalar');
            end = this.buffer.length;
        }
        yield* this.pushToIndex(end + 1, false);
        return this.flowLevel ? 'flow' : 'doc';
    }
    *parseBlockScalarHeader() {
        this.blockScalarIndent = -1;
        this.blockScalarKeep = false;
        let i = this.pos;
        while (true) {
            const ch = this.buffer[++i];
            if (ch === '+')
                this.blockScalarKeep = true;
            else if (ch > '0' && ch <= '9')
                this.blockScalarIndent = Number(ch) - 1;
            else if (ch !== '-')
                break;
        }
        return yield* this.pushUntil(ch => isEmpty(ch) || ch === '#');
    }
    *parseBlockScalar() {
        let nl = this.pos - 1; // may be -1 if this.pos === 0
        let indent = 0;
        let ch;
        loop: for (let i = this.pos; (ch = this.buffer[i]); ++i) {
            switch (ch) {
                case ' ':
                    indent += 1;
                    break;
                case '\n':
                    nl = i;
                    indent = 0;
                    break;
                case '\r': {
                    const next = this.buffer[i + 1];
                    if (!next && !this.atEnd)
                        return this.setNext('block-scalar');
                    if (next === '\n')
                        break;
                } // fallthrough
                default:
                    break loop;
            }
        }
        if (!ch && !this.atEnd)
            return this.setNext('block-scalar');
        if (indent >= this.indentNext) {
            if (this.blockScalarIndent === -1)
                this.indentNext = indent;
            else {
                this.indentNext =
                    this.blockScalarIndent + (this.indentNext === 0 ? 1 : this.indentNext);
            }
            do {
                const cs = this.continueScalar(nl + 1);
                if (cs === -1)
                    break;
                nl = this.buffer.indexOf('\n', cs);
            } while (nl !== -1);
            if (nl === -1) {
                if (!this.atEnd)
                    return this.setNext('block-scalar');
                nl = this.buffer.length;
            }
        }
        // Trailing insufficiently indented tabs are invalid.
        // To catch that during parsing, we include them in the block scalar value.
        let i = nl + 1;
        ch = this.buffer[i];
        while (ch === ' ')
            ch = this.buffer[++i];
        if (ch === '\t') {
            while (ch === '\t' || ch === ' ' || ch === '\r' || ch === '\n')
                ch = this.buffer[++i];
            nl = i - 1;
        }
        else if (!this.blockScalarKeep) {
            do {
                let i = nl - 1;
                let ch = this.buffer[i];
                if (ch === '\r')
                    ch = this.buffer[--i];
                const lastChar = i; // Drop the line if last char not more indented
                while (ch === ' ')
                    ch = this.buffer[--i];
                if (ch === '\n' && i >= this.pos && i + 1 + indent > lastChar)
                    nl = i;
                else
                    break;
            } while (true);
        }
        yield cst.SCALAR;
        yield* this.pushToIndex(nl + 1, true);
        return yield* this.parseLineStart();
    }
    *parsePlainScalar() {
        const inFlow = this.flowLevel > 0;
        let end = this.pos - 1;
        let i = this.pos - 1;
        let ch;
        while ((ch = this.buffer[++i])) {
            if (ch === ':') {
                const next = this.buffer[i + 1];
                if (isEmpty(next) || (inFlow && flowIndicatorChars.has(next)))
                    break;
                end = i;
            }
            else if (isEmpty(ch)) {
                let next = this.buffer[i + 1];
                if (ch === '\r') {
                    if (next === '\n') {
                        i += 1;
                        ch = '\n';
                        next = this.buffer[i + 1];
                    }
                    else
                        end = i;
                }
                if (next === '#' || (inFlow && flowIndicatorChars.has(next)))
                    break;
                if (ch === '\n') {
                    const cs = this.continueScalar(i + 1);
                    if (cs === -1)
                        break;
                    i = Math.max(i, cs - 2); // to advance, but still account for ' #'
                }
            }
            else {
                if (inFlow && flowIndicatorChars.has(ch))
                    break;
                end = i;
            }
        }
        if (!ch && !this.atEnd)
            return this.setNext('plain-scalar');
        yield cst.SCALAR;
        yield* this.pushToIndex(end + 1, true);
        return inFlow ? 'flow' : 'doc';
    }
    *pushCount(n) {
        if (n > 0) {
            yield this.buffer.substr(this.pos, n);
            this.pos += n;
            return n;
        }
        return 0;
    }
    *pushToIndex(i, allowEmpty) {
        const s = this.buffer.slice(this.pos, i);
        if (s) {
            yield s;
            this.pos += s.length;
            return s.length;
        }
        else if (allowEmpty)
            yield '';
        return 0;
    }
    *pushIndicators() {
        let n = 0;
        loop: while (true) {
            switch (this.charAt(0)) {
                case '!':
                    n += yield* this.pushTag();
                    n += yield* this.pushSpaces(true);
                    continue loop;
                case '&':
                    n += yield* this.pushUntil(isNotAnchorChar);
                    n += yield* this.pushSpaces(true);
                    continue loop;
                case '-': // this is an error
                case '?': // this is an error outside flow collections
                case ':': {
                    const inFlow = this.flowLevel > 0;
                    const ch1 = this.charAt(1);
                    if (isEmpty(ch1) || (inFlow && flowIndicatorChars.has(ch1))) {
                        if (!inFlow)
                            this.indentNext = this.indentValue + 1;
                        else if (this.flowKey)
                            this.flowKey = false;
                        n += yield* this.pushCount(1);
                        n += yield* this.pushSpaces(true);
                        continue loop;
                    }
                }
            }
            break loop;
        }
        return n;
    }
    *pushTag() {
        if (this.charAt(1) === '<') {
            let i = this.pos + 2;
            let ch = this.buffer[i];
            while (!isEmpty(ch) && ch !== '>')
                ch = this.buffer[++i];
            return yield* this.pushToIndex(ch === '>' ? i + 1 : i, false);
        }
        else {
            let i = this.pos + 1;
            let ch = this.buffer[i];
            while (ch) {
                if (tagChars.has(ch))
                    ch = this.buffer[++i];
                else if (ch === '%' &&
                    hexDigits.has(this.buffer[i + 1]) &&
                    hexDigits.has(this.buffer[i + 2])) {
                    ch = this.buffer[(i += 3)];
                }
                else
                    break;
            }
            return yield* this.pushToIndex(i, false);
        }
    }
    *pushNewline() {
        const ch = this.buffer[this.pos];
        if (ch === '\n')
            return yield* this.pushCount(1);
        else if (ch === '\r' && this.charAt(1) === '\n')
            return yield* this.pushCount(2);
        else
            return 0;
    }
    *pushSpaces(allowTabs) {
        let i = this.pos - 1;
        let ch;
        do {
            ch = this.buffer[++i];
        } while (ch === ' ' || (allowTabs && ch === '\t'));
        const n = i - this.pos;
        if (n > 0) {
            yield this.buffer.substr(this.pos, n);
            this.pos = i;
        }
        return n;
    }
    *pushUntil(test) {
        let i = this.pos;
        let ch = this.buffer[i];
        while (!test(ch))
            ch = this.buffer[++i];
        return yield* this.pushToIndex(i, false);
    }
}

exports.Lexer = Lexer;


/***/ }),

/***/ 6628:
/***/ ((__unused_webpack_module, exports) => {



/**
 * Tracks newlines during parsing in order to provide an efficient API for
 * determining the one-indexed `{ line, col }` position for any offset
 * within the input.
 */
class LineCounter {
    constructor() {
        this.lineStarts = [];
        /**
         * Should be called in ascending order. Otherwise, call
         * `lineCounter.lineStarts.sort()` before calling `linePos()`.
         */
        this.addNewLine = (offset) => this.lineStarts.push(offset);
        /**
         * Performs a binary search and returns the 1-indexed { line, col }
         * position of `offset`. If `line === 0`, `addNewLine` has never been
         * called or `offset` is before the first known newline.
         */
        this.linePos = (offset) => {
            let low = 0;
            let high = this.lineStarts.length;
            while (low < high) {
                const mid = (low + high) >> 1; // Math.floor((low + high) / 2)
                if (this.lineStarts[mid] < offset)
                    low = mid + 1;
                else
                    high = mid;
            }
            if (this.lineStarts[low] === offset)
                return { line: low + 1, col: 1 };
            if (low === 0)
                return { line: 0, col: offset };
            const start = this.lineStarts[low - 1];
            return { line: low, col: offset - start + 1 };
        };
    }
}

exports.LineCounter = LineCounter;


/***/ }),

/***/ 3456:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var node_process = __nccwpck_require__(932);
var cst = __nccwpck_require__(3461);
var lexer = __nccwpck_require__(361);

function includesToken(list, type) {
    for (let i = 0; i < list.length; ++i)
        if (list[i].type === type)
            return true;
    return false;
}
function findNonEmptyIndex(list) {
    for (let i = 0; i < list.length; ++i) {
        switch (list[i].type) {
            case 'space':
            case 'comment':
            case 'newline':
                break;
            default:
                return i;
        }
    }
    return -1;
}
function isFlowToken(token) {
    switch (token?.type) {
        case 'alias':
        case 'scalar':
        case 'single-quoted-scalar':
        case 'double-quoted-scalar':
        case 'flow-collection':
            return true;
        default:
            return false;
    }
}
function getPrevProps(parent) {
    switch (parent.type) {
        case 'document':
            return parent.start;
        case 'block-map': {
            const it = parent.items[parent.items.length - 1];
            return it.sep ?? it.start;
        }
        case 'block-seq':
            return parent.items[parent.items.length - 1].start;
        /* istanbul ignore next should not happen */
        default:
            return [];
    }
}
/** Note: May modify input array */
function getFirstKeyStartProps(prev) {
    if (prev.length === 0)
        return [];
    let i = prev.length;
    loop: while (--i >= 0) {
        switch (prev[i].type) {
            case 'doc-start':
            case 'explicit-key-ind':
            case 'map-value-ind':
            case 'seq-item-ind':
            case 'newline':
                break loop;
        }
    }
    while (prev[++i]?.type === 'space') {
        /* loop */
    }
    return prev.splice(i, prev.length);
}
function arrayPushArray(target, source) {
    // May exhaust call stack with large `source` array
    if (source.length < 1e5)
        Array.prototype.push.apply(target, source);
    else
        for (let i = 0; i < source.length; ++i)
            target.push(source[i]);
}
function fixFlowSeqItems(fc) {
    if (fc.start.type === 'flow-seq-start') {
        for (const it of fc.items) {
            if (it.sep &&
                !it.value &&
                !includesToken(it.start, 'explicit-key-ind') &&
                !includesToken(it.sep, 'map-value-ind')) {
                if (it.key)
                    it.value = it.key;
                delete it.key;
                if (isFlowToken(it.value)) {
                    if (it.value.end)
                        arrayPushArray(it.value.end, it.sep);
                    else
                        it.value.end = it.sep;
                }
                else
                    arrayPushArray(it.start, it.sep);
                delete it.sep;
            }
        }
    }
}
/**
 * A YAML concrete syntax tree (CST) parser
 *
 * ```ts
 * const src: string = ...
 * for (const token of new Parser().parse(src)) {
 *   // token: Token
 * }
 * ```
 *
 * To use the parser with a user-provided lexer:
 *
 * ```ts
 * function* parse(source: string, lexer: Lexer) {
 *   const parser = new Parser()
 *   for (const lexeme of lexer.lex(source))
 *     yield* parser.next(lexeme)
 *   yield* parser.end()
 * }
 *
 * const src: string = ...
 * const lexer = new Lexer()
 * for (const token of parse(src, lexer)) {
 *   // token: Token
 * }
 * ```
 */
class Parser {
    /**
     * @param onNewLine - If defined, called separately with the start position of
     *   each new line (in `parse()`, including the start of input).
     */
    constructor(onNewLine) {
        /** If true, space and sequence indicators count as indentation */
        this.atNewLine = true;
        /** If true, next token is a scalar value */
        this.atScalar = false;
        /** Current indentation level */
        this.indent = 0;
        /** Current offset since the start of parsing */
        this.offset = 0;
        /** On the same line with a block map key */
        this.onKeyLine = false;
        /** Top indicates the node that's currently being built */
        this.stack = [];
        /** The source of the current token, set in parse() */
        this.source = '';
        /** The type of the current token, set in parse() */
        this.type = '';
        // Must be defined after `next()`
        this.lexer = new lexer.Lexer();
        this.onNewLine = onNewLine;
    }
    /**
     * Parse `source` as a YAML stream.
     * If `incomplete`, a part of the last line may be left as a buffer for the next call.
     *
     * Errors are not thrown, but yielded as `{ type: 'error', message }` tokens.
     *
     * @returns A generator of tokens representing each directive, document, and other structure.
     */
    *parse(source, incomplete = false) {
        if (this.onNewLine && this.offset === 0)
            this.onNewLine(0);
        for (const lexeme of this.lexer.lex(source, incomplete))
            yield* this.next(lexeme);
        if (!incomplete)
            yield* this.end();
    }
    /**
     * Advance the parser by the `source` of one lexical token.
     */
    *next(source) {
        this.source = source;
        if (node_process.env.LOG_TOKENS)
            console.log('|', cst.prettyToken(source));
        if (this.atScalar) {
            this.atScalar = false;
            yield* this.step();
            this.offset += source.length;
            return;
        }
        const type = cst.tokenType(source);
        if (!type) {
            const message = `Not a YAML token: ${source}`;
            yield* this.pop({ type: 'error', offset: this.offset, message, source });
            this.offset += source.length;
        }
        else if (type === 'scalar') {
            this.atNewLine = false;
            this.atScalar = true;
            this.type = 'scalar';
        }
        else {
            this.type = type;
            yield* this.step();
            switch (type) {
                case 'newline':
                    this.atNewLine = true;
                    this.indent = 0;
                    if (this.onNewLine)
                        this.onNewLine(this.offset + source.length);
                    break;
                case 'space':
                    if (this.atNewLine && source[0] === ' ')
                        this.indent += source.length;
                    break;
                case 'explicit-key-ind':
                case 'map-value-ind':
                case 'seq-item-ind':
                    if (this.atNewLine)
                        this.indent += source.length;
                    break;
                case 'doc-mode':
                case 'flow-error-end':
                    return;
                default:
                    this.atNewLine = false;
            }
            this.offset += source.length;
        }
    }
    /** Call at end of input to push out any remaining constructions */
    *end() {
        while (this.stack.length > 0)
            yield* this.pop();
    }
    get sourceToken() {
        const st = {
            type: this.type,
            offset: this.offset,
            indent: this.indent,
            source: this.source
        };
        return st;
    }
    *step() {
        const top = this.peek(1);
        if (this.type === 'doc-end' && top?.type !== 'doc-end') {
            while (this.stack.length > 0)
                yield* this.pop();
            this.stack.push({
                type: 'doc-end',
                offset: this.offset,
                source: this.source
            });
            return;
        }
        if (!top)
            return yield* this.stream();
        switch (top.type) {
            case 'document':
                return yield* this.document(top);
            case 'alias':
            case 'scalar':
            case 'single-quoted-scalar':
            case 'double-quoted-scalar':
                return yield* this.scalar(top);
            case 'block-scalar':
                return yield* this.blockScalar(top);
            case 'block-map':
                return yield* this.blockMap(top);
            case 'block-seq':
                return yield* this.blockSequence(top);
            case 'flow-collection':
                return yield* this.flowCollection(top);
            case 'doc-end':
                return yield* this.documentEnd(top);
        }
        /* istanbul ignore next should not happen */
        yield* this.pop();
    }
    peek(n) {
        return this.stack[this.stack.length - n];
    }
    *pop(error) {
        const token = error ?? this.stack.pop();
        /* istanbul ignore if should not happen */
        if (!token) {
            const message = 'Tried to pop an empty stack';
            yield { type: 'error', offset: this.offset, source: '', message };
        }
        else if (this.stack.length === 0) {
            yield token;
        }
        else {
            const top = this.peek(1);
            if (token.type === 'block-scalar') {
                // Block scalars use their parent rather than header indent
                token.indent = 'indent' in top ? top.indent : 0;
            }
            else if (token.type === 'flow-collection' && top.type === 'document') {
                // Ignore all indent for top-level flow collections
                token.indent = 0;
            }
            if (token.type === 'flow-collection')
                fixFlowSeqItems(token);
            switch (top.type) {
                case 'document':
                    top.value = token;
                    break;
                case 'block-scalar':
                    top.props.push(token); // error
                    break;
                case 'block-map': {
                    const it = top.items[top.items.length - 1];
                    if (it.value) {
                        top.items.push({ start: [], key: token, sep: [] });
                        this.onKeyLine = true;
                        return;
                    }
                    else if (it.sep) {
                        it.value = token;
                    }
                    else {
                        Object.assign(it, { key: token, sep: [] });
                        this.onKeyLine = !it.explicitKey;
                        return;
                    }
                    break;
                }
                case 'block-seq': {
                    const it = top.items[top.items.length - 1];
                    if (it.value)
                        top.items.push({ start: [], value: token });
                    else
                        it.value = token;
                    break;
                }
                case 'flow-collection': {
                    const it = top.items[top.items.length - 1];
                    if (!it || it.value)
                        top.items.push({ start: [], key: token, sep: [] });
                    else if (it.sep)
                        it.value = token;
                    else
                        Object.assign(it, { key: token, sep: [] });
                    return;
                }
                /* istanbul ignore next should not happen */
                default:
                    yield* this.pop();
                    yield* this.pop(token);
            }
            if ((top.type === 'document' ||
                top.type === 'block-map' ||
                top.type === 'block-seq') &&
                (token.type === 'block-map' || token.type === 'block-seq')) {
                const last = token.items[token.items.length - 1];
                if (last &&
                    !last.sep &&
                    !last.value &&
                    last.start.length > 0 &&
                    findNonEmptyIndex(last.start) === -1 &&
                    (token.indent === 0 ||
                        last.start.every(st => st.type !== 'comment' || st.indent < token.indent))) {
                    if (top.type === 'document')
                        top.end = last.start;
                    else
                        top.items.push({ start: last.start });
                    token.items.splice(-1, 1);
                }
            }
        }
    }
    *stream() {
        switch (this.type) {
            case 'directive-line':
                yield { type: 'directive', offset: this.offset, source: this.source };
                return;
            case 'byte-order-mark':
            case 'space':
            case 'comment':
            case 'newline':
                yield this.sourceToken;
                return;
            case 'doc-mode':
            case 'doc-start': {
                const doc = {
                    type: 'document',
                    offset: this.offset,
                    start: []
                };
                if (this.type === 'doc-start')
                    doc.start.push(this.sourceToken);
                this.stack.push(doc);
                return;
            }
        }
        yield {
            type: 'error',
            offset: this.offset,
            message: `Unexpected ${this.type} token in YAML stream`,
            source: this.source
        };
    }
    *document(doc) {
        if (doc.value)
            return yield* this.lineEnd(doc);
        switch (this.type) {
            case 'doc-start': {
                if (findNonEmptyIndex(doc.start) !== -1) {
                    yield* this.pop();
                    yield* this.step();
                }
                else
                    doc.start.push(this.sourceToken);
                return;
            }
            case 'anchor':
            case 'tag':
            case 'space':
            case 'comment':
            case 'newline':
                doc.start.push(this.sourceToken);
                return;
        }
        const bv = this.startBlockValue(doc);
        if (bv)
            this.stack.push(bv);
        else {
            yield {
                type: 'error',
                offset: this.offset,
                message: `Unexpected ${this.type} token in YAML document`,
                source: this.source
            };
        }
    }
    *scalar(scalar) {
        if (this.type === 'map-value-ind') {
            const prev = getPrevProps(this.peek(2));
            const start = getFirstKeyStartProps(prev);
            let sep;
            if (scalar.end) {
                sep = scalar.end;
                sep.push(this.sourceToken);
                delete scalar.end;
            }
            else
                sep = [this.sourceToken];
            const map = {
                type: 'block-map',
                offset: scalar.offset,
                indent: scalar.indent,
                items: [{ start, key: scalar, sep }]
            };
            this.onKeyLine = true;
            this.stack[this.stack.length - 1] = map;
        }
        else
            yield* this.lineEnd(scalar);
    }
    *blockScalar(scalar) {
        switch (this.type) {
            case 'space':
            case 'comment':
            case 'newline':
                scalar.props.push(this.sourceToken);
                return;
            case 'scalar':
                scalar.source = this.source;
                // block-scalar source includes trailing newline
                this.atNewLine = true;
                this.indent = 0;
                if (this.onNewLine) {
                    let nl = this.source.indexOf('\n') + 1;
                    while (nl !== 0) {
                        this.onNewLine(this.offset + nl);
                        nl = this.source.indexOf('\n', nl) + 1;
                    }
                }
                yield* this.pop();
                break;
            /* istanbul ignore next should not happen */
            default:
                yield* this.pop();
                yield* this.step();
        }
    }
    *blockMap(map) {
        const it = map.items[map.items.length - 1];
        // it.sep is true-ish if pair already has key or : separator
        switch (this.type) {
            case 'newline':
                this.onKeyLine = false;
                if (it.value) {
                    const end = 'end' in it.value ? it.value.end : undefined;
                    const last = Array.isArray(end) ? end[end.length - 1] : undefined;
                    if (last?.type === 'comment')
                        end?.push(this.sourceToken);
                    else
                        map.items.push({ start: [this.sourceToken] });
                }
                else if (it.sep) {
                    it.sep.push(this.sourceToken);
                }
                else {
                    it.start.push(this.sourceToken);
                }
                return;
            case 'space':
            case 'comment':
                if (it.value) {
                    map.items.push({ start: [this.sourceToken] });
                }
                else if (it.sep) {
                    it.sep.push(this.sourceToken);
                }
                else {
                    if (this.atIndentedComment(it.start, map.indent)) {
                        const prev = map.items[map.items.length - 2];
                        const end = prev?.value?.end;
                        if (Array.isArray(end)) {
                            arrayPushArray(end, it.start);
                            end.push(this.sourceToken);
                            map.items.pop();
                            return;
                        }
                    }
                    it.start.push(this.sourceToken);
                }
                return;
        }
        if (this.indent >= map.indent) {
            const atMapIndent = !this.onKeyLine && this.indent === map.indent;
            const atNextItem = atMapIndent &&
                (it.sep || it.explicitKey) &&
                this.type !== 'seq-item-ind';
            // For empty nodes, assign newline-separated not indented empty tokens to following node
            let start = [];
            if (atNextItem && it.sep && !it.value) {
                const nl = [];
                for (let i = 0; i < it.sep.length; ++i) {
                    const st = it.sep[i];
                    switch (st.type) {
                        case 'newline':
                            nl.push(i);
                            break;
                        case 'space':
                            break;
                        case 'comment':
                            if (st.indent > map.indent)
                                nl.length = 0;
                            break;
                        default:
                            nl.length = 0;
                    }
                }
                if (nl.length >= 2)
                    start = it.sep.splice(nl[1]);
            }
            switch (this.type) {
                case 'anchor':
                case 'tag':
                    if (atNextItem || it.value) {
                        start.push(this.sourceToken);
                        map.items.push({ start });
                        this.onKeyLine = true;
                    }
                    else if (it.sep) {
                        it.sep.push(this.sourceToken);
                    }
                    else {
                        it.start.push(this.sourceToken);
                    }
                    return;
                case 'explicit-key-ind':
                    if (!it.sep && !it.explicitKey) {
                        it.start.push(this.sourceToken);
                        it.explicitKey = true;
                    }
                    else if (atNextItem || it.value) {
                        start.push(this.sourceToken);
                        map.items.push({ start, explicitKey: true });
                    }
                    else {
                        this.stack.push({
                            type: 'block-map',
                            offset: this.offset,
                            indent: this.indent,
                            items: [{ start: [this.sourceToken], explicitKey: true }]
                        });
                    }
                    this.onKeyLine = true;
                    return;
                case 'map-value-ind':
                    if (it.explicitKey) {
                        if (!it.sep) {
                            if (includesToken(it.start, 'newline')) {
                                Object.assign(it, { key: null, sep: [this.sourceToken] });
                            }
                            else {
                                const start = getFirstKeyStartProps(it.start);
                                this.stack.push({
                                    type: 'block-map',
                                    offset: this.offset,
                                    indent: this.indent,
                                    items: [{ start, key: null, sep: [this.sourceToken] }]
                                });
                            }
                        }
                        else if (it.value) {
                            map.items.push({ start: [], key: null, sep: [this.sourceToken] });
                        }
                        else if (includesToken(it.sep, 'map-value-ind')) {
                            this.stack.push({
                                type: 'block-map',
                                offset: this.offset,
                                indent: this.indent,
                                items: [{ start, key: null, sep: [this.sourceToken] }]
                            });
                        }
                        else if (isFlowToken(it.key) &&
                            !includesToken(it.sep, 'newline')) {
                            const start = getFirstKeyStartProps(it.start);
                            const key = it.key;
                            const sep = it.sep;
                            sep.push(this.sourceToken);
                            // @ts-expect-error type guard is wrong here
                            delete it.key;
                            // @ts-expect-error type guard is wrong here
                            delete it.sep;
                            this.stack.push({
                                type: 'block-map',
                                offset: this.offset,
                                indent: this.indent,
                                items: [{ start, key, sep }]
                            });
                        }
                        else if (start.length > 0) {
                            // Not actually at next item
                            it.sep = it.sep.concat(start, this.sourceToken);
                        }
                        else {
                            it.sep.push(this.sourceToken);
                        }
                    }
                    else {
                        if (!it.sep) {
                            Object.assign(it, { key: null, sep: [this.sourceToken] });
                        }
                        else if (it.value || atNextItem) {
                            map.items.push({ start, key: null, sep: [this.sourceToken] });
                        }
                        else if (includesToken(it.sep, 'map-value-ind')) {
                            this.stack.push({
                                type: 'block-map',
                                offset: this.offset,
                                indent: this.indent,
                                items: [{ start: [], key: null, sep: [this.sourceToken] }]
                            });
                        }
                        else {
                            it.sep.push(this.sourceToken);
                        }
                    }
                    this.onKeyLine = true;
                    return;
                case 'alias':
                case 'scalar':
                case 'single-quoted-scalar':
                case 'double-quoted-scalar': {
                    const fs = this.flowScalar(this.type);
                    if (atNextItem || it.value) {
                        map.items.push({ start, key: fs, sep: [] });
                        this.onKeyLine = true;
                    }
                    else if (it.sep) {
                        this.stack.push(fs);
                    }
                    else {
                        Object.assign(it, { key: fs, sep: [] });
                        this.onKeyLine = true;
                    }
                    return;
                }
                default: {
                    const bv = this.startBlockValue(map);
                    if (bv) {
                        if (bv.type === 'block-seq') {
                            if (!it.explicitKey &&
                                it.sep &&
                                !includesToken(it.sep, 'newline')) {
                                yield* this.pop({
                                    type: 'error',
                                    offset: this.offset,
                                    message: 'Unexpected block-seq-ind on same line with key',
                                    source: this.source
                                });
                                return;
                            }
                        }
                        else if (atMapIndent) {
                            map.items.push({ start });
                        }
                        this.stack.push(bv);
                        return;
                    }
                }
            }
        }
        yield* this.pop();
        yield* this.step();
    }
    *blockSequence(seq) {
        const it = seq.items[seq.items.length - 1];
        switch (this.type) {
            case 'newline':
                if (it.value) {
                    const end = 'end' in it.value ? it.value.end : undefined;
                    const last = Array.isArray(end) ? end[end.length - 1] : undefined;
                    if (last?.type === 'comment')
                        end?.push(this.sourceToken);
                    else
                        seq.items.push({ start: [this.sourceToken] });
                }
                else
                    it.start.push(this.sourceToken);
                return;
            case 'space':
            case 'comment':
                if (it.value)
                    seq.items.push({ start: [this.sourceToken] });
                else {
                    if (this.atIndentedComment(it.start, seq.indent)) {
                        const prev = seq.items[seq.items.length - 2];
                        const end = prev?.value?.end;
                        if (Array.isArray(end)) {
                            arrayPushArray(end, it.start);
                            end.push(this.sourceToken);
                            seq.items.pop();
                            return;
                        }
                    }
                    it.start.push(this.sourceToken);
                }
                return;
            case 'anchor':
            case 'tag':
                if (it.value || this.indent <= seq.indent)
                    break;
                it.start.push(this.sourceToken);
                return;
            case 'seq-item-ind':
                if (this.indent !== seq.indent)
                    break;
                if (it.value || includesToken(it.start, 'seq-item-ind'))
                    seq.items.push({ start: [this.sourceToken] });
                else
                    it.start.push(this.sourceToken);
                return;
        }
        if (this.indent > seq.indent) {
            const bv = this.startBlockValue(seq);
            if (bv) {
                this.stack.push(bv);
                return;
            }
        }
        yield* this.pop();
        yield* this.step();
    }
    *flowCollection(fc) {
        const it = fc.items[fc.items.length - 1];
        if (this.type === 'flow-error-end') {
            let top;
            do {
                yield* this.pop();
                top = this.peek(1);
            } while (top?.type === 'flow-collection');
        }
        else if (fc.end.length === 0) {
            switch (this.type) {
                case 'comma':
                case 'explicit-key-ind':
                    if (!it || it.sep)
                        fc.items.push({ start: [this.sourceToken] });
                    else
                        it.start.push(this.sourceToken);
                    return;
                case 'map-value-ind':
                    if (!it || it.value)
                        fc.items.push({ start: [], key: null, sep: [this.sourceToken] });
                    else if (it.sep)
                        it.sep.push(this.sourceToken);
                    else
                        Object.assign(it, { key: null, sep: [this.sourceToken] });
                    return;
                case 'space':
                case 'comment':
                case 'newline':
                case 'anchor':
                case 'tag':
                    if (!it || it.value)
                        fc.items.push({ start: [this.sourceToken] });
                    else if (it.sep)
                        it.sep.push(this.sourceToken);
                    else
                        it.start.push(this.sourceToken);
                    return;
                case 'alias':
                case 'scalar':
                case 'single-quoted-scalar':
                case 'double-quoted-scalar': {
                    const fs = this.flowScalar(this.type);
                    if (!it || it.value)
                        fc.items.push({ start: [], key: fs, sep: [] });
                    else if (it.sep)
                        this.stack.push(fs);
                    else
                        Object.assign(it, { key: fs, sep: [] });
                    return;
                }
                case 'flow-map-end':
                case 'flow-seq-end':
                    fc.end.push(this.sourceToken);
                    return;
            }
            const bv = this.startBlockValue(fc);
            /* istanbul ignore else should not happen */
            if (bv)
                this.stack.push(bv);
            else {
                yield* this.pop();
                yield* this.step();
            }
        }
        else {
            const parent = this.peek(2);
            if (parent.type === 'block-map' &&
                ((this.type === 'map-value-ind' && parent.indent === fc.indent) ||
                    (this.type === 'newline' &&
                        !parent.items[parent.items.length - 1].sep))) {
                yield* this.pop();
                yield* this.step();
            }
            else if (this.type === 'map-value-ind' &&
                parent.type !== 'flow-collection') {
                const prev = getPrevProps(parent);
                const start = getFirstKeyStartProps(prev);
                fixFlowSeqItems(fc);
                const sep = fc.end.splice(1, fc.end.length);
                sep.push(this.sourceToken);
                const map = {
                    type: 'block-map',
                    offset: fc.offset,
                    indent: fc.indent,
                    items: [{ start, key: fc, sep }]
                };
                this.onKeyLine = true;
                this.stack[this.stack.length - 1] = map;
            }
            else {
                yield* this.lineEnd(fc);
            }
        }
    }
    flowScalar(type) {
        if (this.onNewLine) {
            let nl = this.source.indexOf('\n') + 1;
            while (nl !== 0) {
                this.onNewLine(this.offset + nl);
                nl = this.source.indexOf('\n', nl) + 1;
            }
        }
        return {
            type,
            offset: this.offset,
            indent: this.indent,
            source: this.source
        };
    }
    startBlockValue(parent) {
        switch (this.type) {
            case 'alias':
            case 'scalar':
            case 'single-quoted-scalar':
            case 'double-quoted-scalar':
                return this.flowScalar(this.type);
            case 'block-scalar-header':
                return {
                    type: 'block-scalar',
                    offset: this.offset,
                    indent: this.indent,
                    props: [this.sourceToken],
                    source: ''
                };
            case 'flow-map-start':
            case 'flow-seq-start':
                return {
                    type: 'flow-collection',
                    offset: this.offset,
                    indent: this.indent,
                    start: this.sourceToken,
                    items: [],
                    end: []
                };
            case 'seq-item-ind':
                return {
                    type: 'block-seq',
                    offset: this.offset,
                    indent: this.indent,
                    items: [{ start: [this.sourceToken] }]
                };
            case 'explicit-key-ind': {
                this.onKeyLine = true;
                const prev = getPrevProps(parent);
                const start = getFirstKeyStartProps(prev);
                start.push(this.sourceToken);
                return {
                    type: 'block-map',
                    offset: this.offset,
                    indent: this.indent,
                    items: [{ start, explicitKey: true }]
                };
            }
            case 'map-value-ind': {
                this.onKeyLine = true;
                const prev = getPrevProps(parent);
                const start = getFirstKeyStartProps(prev);
                return {
                    type: 'block-map',
                    offset: this.offset,
                    indent: this.indent,
                    items: [{ start, key: null, sep: [this.sourceToken] }]
                };
            }
        }
        return null;
    }
    atIndentedComment(start, indent) {
        if (this.type !== 'comment')
            return false;
        if (this.indent <= indent)
            return false;
        return start.every(st => st.type === 'newline' || st.type === 'space');
    }
    *documentEnd(docEnd) {
        if (this.type !== 'doc-mode') {
            if (docEnd.end)
                docEnd.end.push(this.sourceToken);
            else
                docEnd.end = [this.sourceToken];
            if (this.type === 'newline')
                yield* this.pop();
        }
    }
    *lineEnd(token) {
        switch (this.type) {
            case 'comma':
            case 'doc-start':
            case 'doc-end':
            case 'flow-seq-end':
            case 'flow-map-end':
            case 'map-value-ind':
                yield* this.pop();
                yield* this.step();
                break;
            case 'newline':
                this.onKeyLine = false;
            // fallthrough
            case 'space':
            case 'comment':
            default:
                // all other values are errors
                if (token.end)
                    token.end.push(this.sourceToken);
                else
                    token.end = [this.sourceToken];
                if (this.type === 'newline')
                    yield* this.pop();
        }
    }
}

exports.Parser = Parser;


/***/ }),

/***/ 4047:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var composer = __nccwpck_require__(9984);
var Document = __nccwpck_require__(3021);
var errors = __nccwpck_require__(1464);
var log = __nccwpck_require__(7249);
var identity = __nccwpck_require__(1127);
var lineCounter = __nccwpck_require__(6628);
var parser = __nccwpck_require__(3456);

function parseOptions(options) {
    const prettyErrors = options.prettyErrors !== false;
    const lineCounter$1 = options.lineCounter || (prettyErrors && new lineCounter.LineCounter()) || null;
    return { lineCounter: lineCounter$1, prettyErrors };
}
/**
 * Parse the input as a stream of YAML documents.
 *
 * Documents should be separated from each other by `...` or `---` marker lines.
 *
 * @returns If an empty `docs` array is returned, it will be of type
 *   EmptyStream and contain additional stream information. In
 *   TypeScript, you should use `'empty' in docs` as a type guard for it.
 */
function parseAllDocuments(source, options = {}) {
    const { lineCounter, prettyErrors } = parseOptions(options);
    const parser$1 = new parser.Parser(lineCounter?.addNewLine);
    const composer$1 = new composer.Composer(options);
    const docs = Array.from(composer$1.compose(parser$1.parse(source)));
    if (prettyErrors && lineCounter)
        for (const doc of docs) {
            doc.errors.forEach(errors.prettifyError(source, lineCounter));
            doc.warnings.forEach(errors.prettifyError(source, lineCounter));
        }
    if (docs.length > 0)
        return docs;
    return Object.assign([], { empty: true }, composer$1.streamInfo());
}
/** Parse an input string into a single YAML.Document */
function parseDocument(source, options = {}) {
    const { lineCounter, prettyErrors } = parseOptions(options);
    const parser$1 = new parser.Parser(lineCounter?.addNewLine);
    const composer$1 = new composer.Composer(options);
    // `doc` is always set by compose.end(true) at the very latest
    let doc = null;
    for (const _doc of composer$1.compose(parser$1.parse(source), true, source.length)) {
        if (!doc)
            doc = _doc;
        else if (doc.options.logLevel !== 'silent') {
            doc.errors.push(new errors.YAMLParseError(_doc.range.slice(0, 2), 'MULTIPLE_DOCS', 'Source contains multiple documents; please use YAML.parseAllDocuments()'));
            break;
        }
    }
    if (prettyErrors && lineCounter) {
        doc.errors.forEach(errors.prettifyError(source, lineCounter));
        doc.warnings.forEach(errors.prettifyError(source, lineCounter));
    }
    return doc;
}
function parse(src, reviver, options) {
    let _reviver = undefined;
    if (typeof reviver === 'function') {
        _reviver = reviver;
    }
    else if (options === undefined && reviver && typeof reviver === 'object') {
        options = reviver;
    }
    const doc = parseDocument(src, options);
    if (!doc)
        return null;
    doc.warnings.forEach(warning => log.warn(doc.options.logLevel, warning));
    if (doc.errors.length > 0) {
        if (doc.options.logLevel !== 'silent')
            throw doc.errors[0];
        else
            doc.errors = [];
    }
    return doc.toJS(Object.assign({ reviver: _reviver }, options));
}
function stringify(value, replacer, options) {
    let _replacer = null;
    if (typeof replacer === 'function' || Array.isArray(replacer)) {
        _replacer = replacer;
    }
    else if (options === undefined && replacer) {
        options = replacer;
    }
    if (typeof options === 'string')
        options = options.length;
    if (typeof options === 'number') {
        const indent = Math.round(options);
        options = indent < 1 ? undefined : indent > 8 ? { indent: 8 } : { indent };
    }
    if (value === undefined) {
        const { keepUndefined } = options ?? replacer ?? {};
        if (!keepUndefined)
            return undefined;
    }
    if (identity.isDocument(value) && !_replacer)
        return value.toString(options);
    return new Document.Document(value, _replacer, options).toString(options);
}

exports.parse = parse;
exports.parseAllDocuments = parseAllDocuments;
exports.parseDocument = parseDocument;
exports.stringify = stringify;


/***/ }),

/***/ 5840:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var map = __nccwpck_require__(7451);
var seq = __nccwpck_require__(1706);
var string = __nccwpck_require__(6464);
var tags = __nccwpck_require__(18);

const sortMapEntriesByKey = (a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
class Schema {
    constructor({ compat, customTags, merge, resolveKnownTags, schema, sortMapEntries, toStringDefaults }) {
        this.compat = Array.isArray(compat)
            ? tags.getTags(compat, 'compat')
            : compat
                ? tags.getTags(null, compat)
                : null;
        this.name = (typeof schema === 'string' && schema) || 'core';
        this.knownTags = resolveKnownTags ? tags.coreKnownTags : {};
        this.tags = tags.getTags(customTags, this.name, merge);
        this.toStringOptions = toStringDefaults ?? null;
        Object.defineProperty(this, identity.MAP, { value: map.map });
        Object.defineProperty(this, identity.SCALAR, { value: string.string });
        Object.defineProperty(this, identity.SEQ, { value: seq.seq });
        // Used by createMap()
        this.sortMapEntries =
            typeof sortMapEntries === 'function'
                ? sortMapEntries
                : sortMapEntries === true
                    ? sortMapEntriesByKey
                    : null;
    }
    clone() {
        const copy = Object.create(Schema.prototype, Object.getOwnPropertyDescriptors(this));
        copy.tags = this.tags.slice();
        return copy;
    }
}

exports.Schema = Schema;


/***/ }),

/***/ 7451:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var YAMLMap = __nccwpck_require__(4454);

const map = {
    collection: 'map',
    default: true,
    nodeClass: YAMLMap.YAMLMap,
    tag: 'tag:yaml.org,2002:map',
    resolve(map, onError) {
        if (!identity.isMap(map))
            onError('Expected a mapping for this tag');
        return map;
    },
    createNode: (schema, obj, ctx) => YAMLMap.YAMLMap.from(schema, obj, ctx)
};

exports.map = map;


/***/ }),

/***/ 3632:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(3301);

const nullTag = {
    identify: value => value == null,
    createNode: () => new Scalar.Scalar(null),
    default: true,
    tag: 'tag:yaml.org,2002:null',
    test: /^(?:~|[Nn]ull|NULL)?$/,
    resolve: () => new Scalar.Scalar(null),
    stringify: ({ source }, ctx) => typeof source === 'string' && nullTag.test.test(source)
        ? source
        : ctx.options.nullStr
};

exports.nullTag = nullTag;


/***/ }),

/***/ 1706:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var YAMLSeq = __nccwpck_require__(2223);

const seq = {
    collection: 'seq',
    default: true,
    nodeClass: YAMLSeq.YAMLSeq,
    tag: 'tag:yaml.org,2002:seq',
    resolve(seq, onError) {
        if (!identity.isSeq(seq))
            onError('Expected a sequence for this tag');
        return seq;
    },
    createNode: (schema, obj, ctx) => YAMLSeq.YAMLSeq.from(schema, obj, ctx)
};

exports.seq = seq;


/***/ }),

/***/ 6464:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyString = __nccwpck_require__(3069);

const string = {
    identify: value => typeof value === 'string',
    default: true,
    tag: 'tag:yaml.org,2002:str',
    resolve: str => str,
    stringify(item, ctx, onComment, onChompKeep) {
        ctx = Object.assign({ actualString: true }, ctx);
        return stringifyString.stringifyString(item, ctx, onComment, onChompKeep);
    }
};

exports.string = string;


/***/ }),

/***/ 3959:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(3301);

const boolTag = {
    identify: value => typeof value === 'boolean',
    default: true,
    tag: 'tag:yaml.org,2002:bool',
    test: /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/,
    resolve: str => new Scalar.Scalar(str[0] === 't' || str[0] === 'T'),
    stringify({ source, value }, ctx) {
        if (source && boolTag.test.test(source)) {
            const sv = source[0] === 't' || source[0] === 'T';
            if (value === sv)
                return source;
        }
        return value ? ctx.options.trueStr : ctx.options.falseStr;
    }
};

exports.boolTag = boolTag;


/***/ }),

/***/ 8405:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(3301);
var stringifyNumber = __nccwpck_require__(8689);

const floatNaN = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
    resolve: str => str.slice(-3).toLowerCase() === 'nan'
        ? NaN
        : str[0] === '-'
            ? Number.NEGATIVE_INFINITY
            : Number.POSITIVE_INFINITY,
    stringify: stringifyNumber.stringifyNumber
};
const floatExp = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    format: 'EXP',
    test: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/,
    resolve: str => parseFloat(str),
    stringify(node) {
        const num = Number(node.value);
        return isFinite(num) ? num.toExponential() : stringifyNumber.stringifyNumber(node);
    }
};
const float = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    test: /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/,
    resolve(str) {
        const node = new Scalar.Scalar(parseFloat(str));
        const dot = str.indexOf('.');
        if (dot !== -1 && str[str.length - 1] === '0')
            node.minFractionDigits = str.length - dot - 1;
        return node;
    },
    stringify: stringifyNumber.stringifyNumber
};

exports.float = float;
exports.floatExp = floatExp;
exports.floatNaN = floatNaN;


/***/ }),

/***/ 9874:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyNumber = __nccwpck_require__(8689);

const intIdentify = (value) => typeof value === 'bigint' || Number.isInteger(value);
const intResolve = (str, offset, radix, { intAsBigInt }) => (intAsBigInt ? BigInt(str) : parseInt(str.substring(offset), radix));
function intStringify(node, radix, prefix) {
    const { value } = node;
    if (intIdentify(value) && value >= 0)
        return prefix + value.toString(radix);
    return stringifyNumber.stringifyNumber(node);
}
const intOct = {
    identify: value => intIdentify(value) && value >= 0,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'OCT',
    test: /^0o[0-7]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 2, 8, opt),
    stringify: node => intStringify(node, 8, '0o')
};
const int = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    test: /^[-+]?[0-9]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
    stringify: stringifyNumber.stringifyNumber
};
const intHex = {
    identify: value => intIdentify(value) && value >= 0,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'HEX',
    test: /^0x[0-9a-fA-F]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
    stringify: node => intStringify(node, 16, '0x')
};

exports.int = int;
exports.intHex = intHex;
exports.intOct = intOct;


/***/ }),

/***/ 896:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var map = __nccwpck_require__(7451);
var _null = __nccwpck_require__(3632);
var seq = __nccwpck_require__(1706);
var string = __nccwpck_require__(6464);
var bool = __nccwpck_require__(3959);
var float = __nccwpck_require__(8405);
var int = __nccwpck_require__(9874);

const schema = [
    map.map,
    seq.seq,
    string.string,
    _null.nullTag,
    bool.boolTag,
    int.intOct,
    int.int,
    int.intHex,
    float.floatNaN,
    float.floatExp,
    float.float
];

exports.schema = schema;


/***/ }),

/***/ 3559:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(3301);
var map = __nccwpck_require__(7451);
var seq = __nccwpck_require__(1706);

function intIdentify(value) {
    return typeof value === 'bigint' || Number.isInteger(value);
}
const stringifyJSON = ({ value }) => JSON.stringify(value);
const jsonScalars = [
    {
        identify: value => typeof value === 'string',
        default: true,
        tag: 'tag:yaml.org,2002:str',
        resolve: str => str,
        stringify: stringifyJSON
    },
    {
        identify: value => value == null,
        createNode: () => new Scalar.Scalar(null),
        default: true,
        tag: 'tag:yaml.org,2002:null',
        test: /^null$/,
        resolve: () => null,
        stringify: stringifyJSON
    },
    {
        identify: value => typeof value === 'boolean',
        default: true,
        tag: 'tag:yaml.org,2002:bool',
        test: /^true$|^false$/,
        resolve: str => str === 'true',
        stringify: stringifyJSON
    },
    {
        identify: intIdentify,
        default: true,
        tag: 'tag:yaml.org,2002:int',
        test: /^-?(?:0|[1-9][0-9]*)$/,
        resolve: (str, _onError, { intAsBigInt }) => intAsBigInt ? BigInt(str) : parseInt(str, 10),
        stringify: ({ value }) => intIdentify(value) ? value.toString() : JSON.stringify(value)
    },
    {
        identify: value => typeof value === 'number',
        default: true,
        tag: 'tag:yaml.org,2002:float',
        test: /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$/,
        resolve: str => parseFloat(str),
        stringify: stringifyJSON
    }
];
const jsonError = {
    default: true,
    tag: '',
    test: /^/,
    resolve(str, onError) {
        onError(`Unresolved plain scalar ${JSON.stringify(str)}`);
        return str;
    }
};
const schema = [map.map, seq.seq].concat(jsonScalars, jsonError);

exports.schema = schema;


/***/ }),

/***/ 18:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var map = __nccwpck_require__(7451);
var _null = __nccwpck_require__(3632);
var seq = __nccwpck_require__(1706);
var string = __nccwpck_require__(6464);
var bool = __nccwpck_require__(3959);
var float = __nccwpck_require__(8405);
var int = __nccwpck_require__(9874);
var schema = __nccwpck_require__(896);
var schema$1 = __nccwpck_require__(3559);
var binary = __nccwpck_require__(6083);
var merge = __nccwpck_require__(452);
var omap = __nccwpck_require__(303);
var pairs = __nccwpck_require__(8385);
var schema$2 = __nccwpck_require__(5913);
var set = __nccwpck_require__(1528);
var timestamp = __nccwpck_require__(6752);

const schemas = new Map([
    ['core', schema.schema],
    ['failsafe', [map.map, seq.seq, string.string]],
    ['json', schema$1.schema],
    ['yaml11', schema$2.schema],
    ['yaml-1.1', schema$2.schema]
]);
const tagsByName = {
    binary: binary.binary,
    bool: bool.boolTag,
    float: float.float,
    floatExp: float.floatExp,
    floatNaN: float.floatNaN,
    floatTime: timestamp.floatTime,
    int: int.int,
    intHex: int.intHex,
    intOct: int.intOct,
    intTime: timestamp.intTime,
    map: map.map,
    merge: merge.merge,
    null: _null.nullTag,
    omap: omap.omap,
    pairs: pairs.pairs,
    seq: seq.seq,
    set: set.set,
    timestamp: timestamp.timestamp
};
const coreKnownTags = {
    'tag:yaml.org,2002:binary': binary.binary,
    'tag:yaml.org,2002:merge': merge.merge,
    'tag:yaml.org,2002:omap': omap.omap,
    'tag:yaml.org,2002:pairs': pairs.pairs,
    'tag:yaml.org,2002:set': set.set,
    'tag:yaml.org,2002:timestamp': timestamp.timestamp
};
function getTags(customTags, schemaName, addMergeTag) {
    const schemaTags = schemas.get(schemaName);
    if (schemaTags && !customTags) {
        return addMergeTag && !schemaTags.includes(merge.merge)
            ? schemaTags.concat(merge.merge)
            : schemaTags.slice();
    }
    let tags = schemaTags;
    if (!tags) {
        if (Array.isArray(customTags))
            tags = [];
        else {
            const keys = Array.from(schemas.keys())
                .filter(key => key !== 'yaml11')
                .map(key => JSON.stringify(key))
                .join(', ');
            throw new Error(`Unknown schema "${schemaName}"; use one of ${keys} or define customTags array`);
        }
    }
    if (Array.isArray(customTags)) {
        for (const tag of customTags)
            tags = tags.concat(tag);
    }
    else if (typeof customTags === 'function') {
        tags = customTags(tags.slice());
    }
    if (addMergeTag)
        tags = tags.concat(merge.merge);
    return tags.reduce((tags, tag) => {
        const tagObj = typeof tag === 'string' ? tagsByName[tag] : tag;
        if (!tagObj) {
            const tagName = JSON.stringify(tag);
            const keys = Object.keys(tagsByName)
                .map(key => JSON.stringify(key))
                .join(', ');
            throw new Error(`Unknown custom tag ${tagName}; use one of ${keys}`);
        }
        if (!tags.includes(tagObj))
            tags.push(tagObj);
        return tags;
    }, []);
}

exports.coreKnownTags = coreKnownTags;
exports.getTags = getTags;


/***/ }),

/***/ 6083:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var node_buffer = __nccwpck_require__(181);
var Scalar = __nccwpck_require__(3301);
var stringifyString = __nccwpck_require__(3069);

const binary = {
    identify: value => value instanceof Uint8Array, // Buffer inherits from Uint8Array
    default: false,
    tag: 'tag:yaml.org,2002:binary',
    /**
     * Returns a Buffer in node and an Uint8Array in browsers
     *
     * To use the resulting buffer as an image, you'll want to do something like:
     *
     *   const blob = new Blob([buffer], { type: 'image/jpeg' })
     *   document.querySelector('#photo').src = URL.createObjectURL(blob)
     */
    resolve(src, onError) {
        if (typeof node_buffer.Buffer === 'function') {
            return node_buffer.Buffer.from(src, 'base64');
        }
        else if (typeof atob === 'function') {
            // On IE 11, atob() can't handle newlines
            const str = atob(src.replace(/[\n\r]/g, ''));
            const buffer = new Uint8Array(str.length);
            for (let i = 0; i < str.length; ++i)
                buffer[i] = str.charCodeAt(i);
            return buffer;
        }
        else {
            onError('This environment does not support reading binary tags; either Buffer or atob is required');
            return src;
        }
    },
    stringify({ comment, type, value }, ctx, onComment, onChompKeep) {
        if (!value)
            return '';
        const buf = value; // checked earlier by binary.identify()
        let str;
        if (typeof node_buffer.Buffer === 'function') {
            str =
                buf instanceof node_buffer.Buffer
                    ? buf.toString('base64')
                    : node_buffer.Buffer.from(buf.buffer).toString('base64');
        }
        else if (typeof btoa === 'function') {
            let s = '';
            for (let i = 0; i < buf.length; ++i)
                s += String.fromCharCode(buf[i]);
            str = btoa(s);
        }
        else {
            throw new Error('This environment does not support writing binary tags; either Buffer or btoa is required');
        }
        type ?? (type = Scalar.Scalar.BLOCK_LITERAL);
        if (type !== Scalar.Scalar.QUOTE_DOUBLE) {
            const lineWidth = Math.max(ctx.options.lineWidth - ctx.indent.length, ctx.options.minContentWidth);
            const n = Math.ceil(str.length / lineWidth);
            const lines = new Array(n);
            for (let i = 0, o = 0; i < n; ++i, o += lineWidth) {
                lines[i] = str.substr(o, lineWidth);
            }
            str = lines.join(type === Scalar.Scalar.BLOCK_LITERAL ? '\n' : ' ');
        }
        return stringifyString.stringifyString({ comment, type, value: str }, ctx, onComment, onChompKeep);
    }
};

exports.binary = binary;


/***/ }),

/***/ 8398:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(3301);

function boolStringify({ value, source }, ctx) {
    const boolObj = value ? trueTag : falseTag;
    if (source && boolObj.test.test(source))
        return source;
    return value ? ctx.options.trueStr : ctx.options.falseStr;
}
const trueTag = {
    identify: value => value === true,
    default: true,
    tag: 'tag:yaml.org,2002:bool',
    test: /^(?:Y|y|[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/,
    resolve: () => new Scalar.Scalar(true),
    stringify: boolStringify
};
const falseTag = {
    identify: value => value === false,
    default: true,
    tag: 'tag:yaml.org,2002:bool',
    test: /^(?:N|n|[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/,
    resolve: () => new Scalar.Scalar(false),
    stringify: boolStringify
};

exports.falseTag = falseTag;
exports.trueTag = trueTag;


/***/ }),

/***/ 5782:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(3301);
var stringifyNumber = __nccwpck_require__(8689);

const floatNaN = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
    resolve: (str) => str.slice(-3).toLowerCase() === 'nan'
        ? NaN
        : str[0] === '-'
            ? Number.NEGATIVE_INFINITY
            : Number.POSITIVE_INFINITY,
    stringify: stringifyNumber.stringifyNumber
};
const floatExp = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    format: 'EXP',
    test: /^[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/,
    resolve: (str) => parseFloat(str.replace(/_/g, '')),
    stringify(node) {
        const num = Number(node.value);
        return isFinite(num) ? num.toExponential() : stringifyNumber.stringifyNumber(node);
    }
};
const float = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    test: /^[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*$/,
    resolve(str) {
        const node = new Scalar.Scalar(parseFloat(str.replace(/_/g, '')));
        const dot = str.indexOf('.');
        if (dot !== -1) {
            const f = str.substring(dot + 1).replace(/_/g, '');
            if (f[f.length - 1] === '0')
                node.minFractionDigits = f.length;
        }
        return node;
    },
    stringify: stringifyNumber.stringifyNumber
};

exports.float = float;
exports.floatExp = floatExp;
exports.floatNaN = floatNaN;


/***/ }),

/***/ 873:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyNumber = __nccwpck_require__(8689);

const intIdentify = (value) => typeof value === 'bigint' || Number.isInteger(value);
function intResolve(str, offset, radix, { intAsBigInt }) {
    const sign = str[0];
    if (sign === '-' || sign === '+')
        offset += 1;
    str = str.substring(offset).replace(/_/g, '');
    if (intAsBigInt) {
        switch (radix) {
            case 2:
                str = `0b${str}`;
                break;
            case 8:
                str = `0o${str}`;
                break;
            case 16:
                str = `0x${str}`;
                break;
        }
        const n = BigInt(str);
        return sign === '-' ? BigInt(-1) * n : n;
    }
    const n = parseInt(str, radix);
    return sign === '-' ? -1 * n : n;
}
function intStringify(node, radix, prefix) {
    const { value } = node;
    if (intIdentify(value)) {
        const str = value.toString(radix);
        return value < 0 ? '-' + prefix + str.substr(1) : prefix + str;
    }
    return stringifyNumber.stringifyNumber(node);
}
const intBin = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'BIN',
    test: /^[-+]?0b[0-1_]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 2, 2, opt),
    stringify: node => intStringify(node, 2, '0b')
};
const intOct = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'OCT',
    test: /^[-+]?0[0-7_]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 1, 8, opt),
    stringify: node => intStringify(node, 8, '0')
};
const int = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    test: /^[-+]?[0-9][0-9_]*$/,
    resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
    stringify: stringifyNumber.stringifyNumber
};
const intHex = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'HEX',
    test: /^[-+]?0x[0-9a-fA-F_]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
    stringify: node => intStringify(node, 16, '0x')
};

exports.int = int;
exports.intBin = intBin;
exports.intHex = intHex;
exports.intOct = intOct;


/***/ }),

/***/ 452:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var Scalar = __nccwpck_require__(3301);

// If the value associated with a merge key is a single mapping node, each of
// its key/value pairs is inserted into the current mapping, unless the key
// already exists in it. If the value associated with the merge key is a
// sequence, then this sequence is expected to contain mapping nodes and each
// of these nodes is merged in turn according to its order in the sequence.
// Keys in mapping nodes earlier in the sequence override keys specified in
// later mapping nodes. -- http://yaml.org/type/merge.html
const MERGE_KEY = '<<';
const merge = {
    identify: value => value === MERGE_KEY ||
        (typeof value === 'symbol' && value.description === MERGE_KEY),
    default: 'key',
    tag: 'tag:yaml.org,2002:merge',
    test: /^<<$/,
    resolve: () => Object.assign(new Scalar.Scalar(Symbol(MERGE_KEY)), {
        addToJSMap: addMergeToJSMap
    }),
    stringify: () => MERGE_KEY
};
const isMergeKey = (ctx, key) => (merge.identify(key) ||
    (identity.isScalar(key) &&
        (!key.type || key.type === Scalar.Scalar.PLAIN) &&
        merge.identify(key.value))) &&
    ctx?.doc.schema.tags.some(tag => tag.tag === merge.tag && tag.default);
function addMergeToJSMap(ctx, map, value) {
    const source = resolveAliasValue(ctx, value);
    if (identity.isSeq(source))
        for (const it of source.items)
            mergeValue(ctx, map, it);
    else if (Array.isArray(source))
        for (const it of source)
            mergeValue(ctx, map, it);
    else
        mergeValue(ctx, map, source);
}
function mergeValue(ctx, map, value) {
    const source = resolveAliasValue(ctx, value);
    if (!identity.isMap(source))
        throw new Error('Merge sources must be maps or map aliases');
    const srcMap = source.toJSON(null, ctx, Map);
    for (const [key, value] of srcMap) {
        if (map instanceof Map) {
            if (!map.has(key))
                map.set(key, value);
        }
        else if (map instanceof Set) {
            map.add(key);
        }
        else if (!Object.prototype.hasOwnProperty.call(map, key)) {
            Object.defineProperty(map, key, {
                value,
                writable: true,
                enumerable: true,
                configurable: true
            });
        }
    }
    return map;
}
function resolveAliasValue(ctx, value) {
    return ctx && identity.isAlias(value) ? value.resolve(ctx.doc, ctx) : value;
}

exports.addMergeToJSMap = addMergeToJSMap;
exports.isMergeKey = isMergeKey;
exports.merge = merge;


/***/ }),

/***/ 303:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var toJS = __nccwpck_require__(4043);
var YAMLMap = __nccwpck_require__(4454);
var YAMLSeq = __nccwpck_require__(2223);
var pairs = __nccwpck_require__(8385);

class YAMLOMap extends YAMLSeq.YAMLSeq {
    constructor() {
        super();
        this.add = YAMLMap.YAMLMap.prototype.add.bind(this);
        this.delete = YAMLMap.YAMLMap.prototype.delete.bind(this);
        this.get = YAMLMap.YAMLMap.prototype.get.bind(this);
        this.has = YAMLMap.YAMLMap.prototype.has.bind(this);
        this.set = YAMLMap.YAMLMap.prototype.set.bind(this);
        this.tag = YAMLOMap.tag;
    }
    /**
     * If `ctx` is given, the return type is actually `Map<unknown, unknown>`,
     * but TypeScript won't allow widening the signature of a child method.
     */
    toJSON(_, ctx) {
        if (!ctx)
            return super.toJSON(_);
        const map = new Map();
        if (ctx?.onCreate)
            ctx.onCreate(map);
        for (const pair of this.items) {
            let key, value;
            if (identity.isPair(pair)) {
                key = toJS.toJS(pair.key, '', ctx);
                value = toJS.toJS(pair.value, key, ctx);
            }
            else {
                key = toJS.toJS(pair, '', ctx);
            }
            if (map.has(key))
                throw new Error('Ordered maps must not include duplicate keys');
            map.set(key, value);
        }
        return map;
    }
    static from(schema, iterable, ctx) {
        const pairs$1 = pairs.createPairs(schema, iterable, ctx);
        const omap = new this();
        omap.items = pairs$1.items;
        return omap;
    }
}
YAMLOMap.tag = 'tag:yaml.org,2002:omap';
const omap = {
    collection: 'seq',
    identify: value => value instanceof Map,
    nodeClass: YAMLOMap,
    default: false,
    tag: 'tag:yaml.org,2002:omap',
    resolve(seq, onError) {
        const pairs$1 = pairs.resolvePairs(seq, onError);
        const seenKeys = [];
        for (const { key } of pairs$1.items) {
            if (identity.isScalar(key)) {
                if (seenKeys.includes(key.value)) {
                    onError(`Ordered maps must not include duplicate keys: ${key.value}`);
                }
                else {
                    seenKeys.push(key.value);
                }
            }
        }
        return Object.assign(new YAMLOMap(), pairs$1);
    },
    createNode: (schema, iterable, ctx) => YAMLOMap.from(schema, iterable, ctx)
};

exports.YAMLOMap = YAMLOMap;
exports.omap = omap;


/***/ }),

/***/ 8385:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var Pair = __nccwpck_require__(7165);
var Scalar = __nccwpck_require__(3301);
var YAMLSeq = __nccwpck_require__(2223);

function resolvePairs(seq, onError) {
    if (identity.isSeq(seq)) {
        for (let i = 0; i < seq.items.length; ++i) {
            let item = seq.items[i];
            if (identity.isPair(item))
                continue;
            else if (identity.isMap(item)) {
                if (item.items.length > 1)
                    onError('Each pair must have its own sequence indicator');
                const pair = item.items[0] || new Pair.Pair(new Scalar.Scalar(null));
                if (item.commentBefore)
                    pair.key.commentBefore = pair.key.commentBefore
                        ? `${item.commentBefore}\n${pair.key.commentBefore}`
                        : item.commentBefore;
                if (item.comment) {
                    const cn = pair.value ?? pair.key;
                    cn.comment = cn.comment
                        ? `${item.comment}\n${cn.comment}`
                        : item.comment;
                }
                item = pair;
            }
            seq.items[i] = identity.isPair(item) ? item : new Pair.Pair(item);
        }
    }
    else
        onError('Expected a sequence for this tag');
    return seq;
}
function createPairs(schema, iterable, ctx) {
    const { replacer } = ctx;
    const pairs = new YAMLSeq.YAMLSeq(schema);
    pairs.tag = 'tag:yaml.org,2002:pairs';
    let i = 0;
    if (iterable && Symbol.iterator in Object(iterable))
        for (let it of iterable) {
            if (typeof replacer === 'function')
                it = replacer.call(iterable, String(i++), it);
            let key, value;
            if (Array.isArray(it)) {
                if (it.length === 2) {
                    key = it[0];
                    value = it[1];
                }
                else
                    throw new TypeError(`Expected [key, value] tuple: ${it}`);
            }
            else if (it && it instanceof Object) {
                const keys = Object.keys(it);
                if (keys.length === 1) {
                    key = keys[0];
                    value = it[key];
                }
                else {
                    throw new TypeError(`Expected tuple with one key, not ${keys.length} keys`);
                }
            }
            else {
                key = it;
            }
            pairs.items.push(Pair.createPair(key, value, ctx));
        }
    return pairs;
}
const pairs = {
    collection: 'seq',
    default: false,
    tag: 'tag:yaml.org,2002:pairs',
    resolve: resolvePairs,
    createNode: createPairs
};

exports.createPairs = createPairs;
exports.pairs = pairs;
exports.resolvePairs = resolvePairs;


/***/ }),

/***/ 5913:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var map = __nccwpck_require__(7451);
var _null = __nccwpck_require__(3632);
var seq = __nccwpck_require__(1706);
var string = __nccwpck_require__(6464);
var binary = __nccwpck_require__(6083);
var bool = __nccwpck_require__(8398);
var float = __nccwpck_require__(5782);
var int = __nccwpck_require__(873);
var merge = __nccwpck_require__(452);
var omap = __nccwpck_require__(303);
var pairs = __nccwpck_require__(8385);
var set = __nccwpck_require__(1528);
var timestamp = __nccwpck_require__(6752);

const schema = [
    map.map,
    seq.seq,
    string.string,
    _null.nullTag,
    bool.trueTag,
    bool.falseTag,
    int.intBin,
    int.intOct,
    int.int,
    int.intHex,
    float.floatNaN,
    float.floatExp,
    float.float,
    binary.binary,
    merge.merge,
    omap.omap,
    pairs.pairs,
    set.set,
    timestamp.intTime,
    timestamp.floatTime,
    timestamp.timestamp
];

exports.schema = schema;


/***/ }),

/***/ 1528:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var Pair = __nccwpck_require__(7165);
var YAMLMap = __nccwpck_require__(4454);

class YAMLSet extends YAMLMap.YAMLMap {
    constructor(schema) {
        super(schema);
        this.tag = YAMLSet.tag;
    }
    add(key) {
        let pair;
        if (identity.isPair(key))
            pair = key;
        else if (key &&
            typeof key === 'object' &&
            'key' in key &&
            'value' in key &&
            key.value === null)
            pair = new Pair.Pair(key.key, null);
        else
            pair = new Pair.Pair(key, null);
        const prev = YAMLMap.findPair(this.items, pair.key);
        if (!prev)
            this.items.push(pair);
    }
    /**
     * If `keepPair` is `true`, returns the Pair matching `key`.
     * Otherwise, returns the value of that Pair's key.
     */
    get(key, keepPair) {
        const pair = YAMLMap.findPair(this.items, key);
        return !keepPair && identity.isPair(pair)
            ? identity.isScalar(pair.key)
                ? pair.key.value
                : pair.key
            : pair;
    }
    set(key, value) {
        if (typeof value !== 'boolean')
            throw new Error(`Expected boolean value for set(key, value) in a YAML set, not ${typeof value}`);
        const prev = YAMLMap.findPair(this.items, key);
        if (prev && !value) {
            this.items.splice(this.items.indexOf(prev), 1);
        }
        else if (!prev && value) {
            this.items.push(new Pair.Pair(key));
        }
    }
    toJSON(_, ctx) {
        return super.toJSON(_, ctx, Set);
    }
    toString(ctx, onComment, onChompKeep) {
        if (!ctx)
            return JSON.stringify(this);
        if (this.hasAllNullValues(true))
            return super.toString(Object.assign({}, ctx, { allNullValues: true }), onComment, onChompKeep);
        else
            throw new Error('Set items must all have null values');
    }
    static from(schema, iterable, ctx) {
        const { replacer } = ctx;
        const set = new this(schema);
        if (iterable && Symbol.iterator in Object(iterable))
            for (let value of iterable) {
                if (typeof replacer === 'function')
                    value = replacer.call(iterable, value, value);
                set.items.push(Pair.createPair(value, null, ctx));
            }
        return set;
    }
}
YAMLSet.tag = 'tag:yaml.org,2002:set';
const set = {
    collection: 'map',
    identify: value => value instanceof Set,
    nodeClass: YAMLSet,
    default: false,
    tag: 'tag:yaml.org,2002:set',
    createNode: (schema, iterable, ctx) => YAMLSet.from(schema, iterable, ctx),
    resolve(map, onError) {
        if (identity.isMap(map)) {
            if (map.hasAllNullValues(true))
                return Object.assign(new YAMLSet(), map);
            else
                onError('Set items must all have null values');
        }
        else
            onError('Expected a mapping for this tag');
        return map;
    }
};

exports.YAMLSet = YAMLSet;
exports.set = set;


/***/ }),

/***/ 6752:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyNumber = __nccwpck_require__(8689);

/** Internal types handle bigint as number, because TS can't figure it out. */
function parseSexagesimal(str, asBigInt) {
    const sign = str[0];
    const parts = sign === '-' || sign === '+' ? str.substring(1) : str;
    const num = (n) => asBigInt ? BigInt(n) : Number(n);
    const res = parts
        .replace(/_/g, '')
        .split(':')
        .reduce((res, p) => res * num(60) + num(p), num(0));
    return (sign === '-' ? num(-1) * res : res);
}
/**
 * hhhh:mm:ss.sss
 *
 * Internal types handle bigint as number, because TS can't figure it out.
 */
function stringifySexagesimal(node) {
    let { value } = node;
    let num = (n) => n;
    if (typeof value === 'bigint')
        num = n => BigInt(n);
    else if (isNaN(value) || !isFinite(value))
        return stringifyNumber.stringifyNumber(node);
    let sign = '';
    if (value < 0) {
        sign = '-';
        value *= num(-1);
    }
    const _60 = num(60);
    const parts = [value % _60]; // seconds, including ms
    if (value < 60) {
        parts.unshift(0); // at least one : is required
    }
    else {
        value = (value - parts[0]) / _60;
        parts.unshift(value % _60); // minutes
        if (value >= 60) {
            value = (value - parts[0]) / _60;
            parts.unshift(value); // hours
        }
    }
    return (sign +
        parts
            .map(n => String(n).padStart(2, '0'))
            .join(':')
            .replace(/000000\d*$/, '') // % 60 may introduce error
    );
}
const intTime = {
    identify: value => typeof value === 'bigint' || Number.isInteger(value),
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'TIME',
    test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+$/,
    resolve: (str, _onError, { intAsBigInt }) => parseSexagesimal(str, intAsBigInt),
    stringify: stringifySexagesimal
};
const floatTime = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    format: 'TIME',
    test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/,
    resolve: str => parseSexagesimal(str, false),
    stringify: stringifySexagesimal
};
const timestamp = {
    identify: value => value instanceof Date,
    default: true,
    tag: 'tag:yaml.org,2002:timestamp',
    // If the time zone is omitted, the timestamp is assumed to be specified in UTC. The time part
    // may be omitted altogether, resulting in a date format. In such a case, the time part is
    // assumed to be 00:00:00Z (start of day, UTC).
    test: RegExp('^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})' + // YYYY-Mm-Dd
        '(?:' + // time is optional
        '(?:t|T|[ \\t]+)' + // t | T | whitespace
        '([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2}(\\.[0-9]+)?)' + // Hh:Mm:Ss(.ss)?
        '(?:[ \\t]*(Z|[-+][012]?[0-9](?::[0-9]{2})?))?' + // Z | +5 | -03:30
        ')?$'),
    resolve(str) {
        const match = str.match(timestamp.test);
        if (!match)
            throw new Error('!!timestamp expects a date, starting with yyyy-mm-dd');
        const [, year, month, day, hour, minute, second] = match.map(Number);
        const millisec = match[7] ? Number((match[7] + '00').substr(1, 3)) : 0;
        let date = Date.UTC(year, month - 1, day, hour || 0, minute || 0, second || 0, millisec);
        const tz = match[8];
        if (tz && tz !== 'Z') {
            let d = parseSexagesimal(tz, false);
            if (Math.abs(d) < 30)
                d *= 60;
            date -= 60000 * d;
        }
        return new Date(date);
    },
    stringify: ({ value }) => value?.toISOString().replace(/(T00:00:00)?\.000Z$/, '') ?? ''
};

exports.floatTime = floatTime;
exports.intTime = intTime;
exports.timestamp = timestamp;


/***/ }),

/***/ 4475:
/***/ ((__unused_webpack_module, exports) => {



const FOLD_FLOW = 'flow';
const FOLD_BLOCK = 'block';
const FOLD_QUOTED = 'quoted';
/**
 * Tries to keep input at up to `lineWidth` characters, splitting only on spaces
 * not followed by newlines or spaces unless `mode` is `'quoted'`. Lines are
 * terminated with `\n` and started with `indent`.
 */
function foldFlowLines(text, indent, mode = 'flow', { indentAtStart, lineWidth = 80, minContentWidth = 20, onFold, onOverflow } = {}) {
    if (!lineWidth || lineWidth < 0)
        return text;
    if (lineWidth < minContentWidth)
        minContentWidth = 0;
    const endStep = Math.max(1 + minContentWidth, 1 + lineWidth - indent.length);
    if (text.length <= endStep)
        return text;
    const folds = [];
    const escapedFolds = {};
    let end = lineWidth - indent.length;
    if (typeof indentAtStart === 'number') {
        if (indentAtStart > lineWidth - Math.max(2, minContentWidth))
            folds.push(0);
        else
            end = lineWidth - indentAtStart;
    }
    let split = undefined;
    let prev = undefined;
    let overflow = false;
    let i = -1;
    let escStart = -1;
    let escEnd = -1;
    if (mode === FOLD_BLOCK) {
        i = consumeMoreIndentedLines(text, i, indent.length);
        if (i !== -1)
            end = i + endStep;
    }
    for (let ch; (ch = text[(i += 1)]);) {
        if (mode === FOLD_QUOTED && ch === '\\') {
            escStart = i;
            switch (text[i + 1]) {
                case 'x':
                    i += 3;
                    break;
                case 'u':
                    i += 5;
                    break;
                case 'U':
                    i += 9;
                    break;
                default:
                    i += 1;
            }
            escEnd = i;
        }
        if (ch === '\n') {
            if (mode === FOLD_BLOCK)
                i = consumeMoreIndentedLines(text, i, indent.length);
            end = i + indent.length + endStep;
            split = undefined;
        }
        else {
            if (ch === ' ' &&
                prev &&
                prev !== ' ' &&
                prev !== '\n' &&
                prev !== '\t') {
                // space surrounded by non-space can be replaced with newline + indent
                const next = text[i + 1];
                if (next && next !== ' ' && next !== '\n' && next !== '\t')
                    split = i;
            }
            if (i >= end) {
                if (split) {
                    folds.push(split);
                    end = split + endStep;
                    split = undefined;
                }
                else if (mode === FOLD_QUOTED) {
                    // white-space collected at end may stretch past lineWidth
                    while (prev === ' ' || prev === '\t') {
                        prev = ch;
                        ch = text[(i += 1)];
                        overflow = true;
                    }
                    // Account for newline escape, but don't break preceding escape
                    const j = i > escEnd + 1 ? i - 2 : escStart - 1;
                    // Bail out if lineWidth & minContentWidth are shorter than an escape string
                    if (escapedFolds[j])
                        return text;
                    folds.push(j);
                    escapedFolds[j] = true;
                    end = j + endStep;
                    split = undefined;
                }
                else {
                    overflow = true;
                }
            }
        }
        prev = ch;
    }
    if (overflow && onOverflow)
        onOverflow();
    if (folds.length === 0)
        return text;
    if (onFold)
        onFold();
    let res = text.slice(0, folds[0]);
    for (let i = 0; i < folds.length; ++i) {
        const fold = folds[i];
        const end = folds[i + 1] || text.length;
        if (fold === 0)
            res = `\n${indent}${text.slice(0, end)}`;
        else {
            if (mode === FOLD_QUOTED && escapedFolds[fold])
                res += `${text[fold]}\\`;
            res += `\n${indent}${text.slice(fold + 1, end)}`;
        }
    }
    return res;
}
/**
 * Presumes `i + 1` is at the start of a line
 * @returns index of last newline in more-indented block
 */
function consumeMoreIndentedLines(text, i, indent) {
    let end = i;
    let start = i + 1;
    let ch = text[start];
    while (ch === ' ' || ch === '\t') {
        if (i < start + indent) {
            ch = text[++i];
        }
        else {
            do {
                ch = text[++i];
            } while (ch && ch !== '\n');
            end = i;
            start = i + 1;
            ch = text[start];
        }
    }
    return end;
}

exports.FOLD_BLOCK = FOLD_BLOCK;
exports.FOLD_FLOW = FOLD_FLOW;
exports.FOLD_QUOTED = FOLD_QUOTED;
exports.foldFlowLines = foldFlowLines;


/***/ }),

/***/ 2148:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var anchors = __nccwpck_require__(1596);
var identity = __nccwpck_require__(1127);
var stringifyComment = __nccwpck_require__(9799);
var stringifyString = __nccwpck_require__(3069);

function createStringifyContext(doc, options) {
    const opt = Object.assign({
        blockQuote: true,
        commentString: stringifyComment.stringifyComment,
        defaultKeyType: null,
        defaultStringType: 'PLAIN',
        directives: null,
        doubleQuotedAsJSON: false,
        doubleQuotedMinMultiLineLength: 40,
        falseStr: 'false',
        flowCollectionPadding: true,
        indentSeq: true,
        lineWidth: 80,
        minContentWidth: 20,
        nullStr: 'null',
        simpleKeys: false,
        singleQuote: null,
        trailingComma: false,
        trueStr: 'true',
        verifyAliasOrder: true
    }, doc.schema.toStringOptions, options);
    let inFlow;
    switch (opt.collectionStyle) {
        case 'block':
            inFlow = false;
            break;
        case 'flow':
            inFlow = true;
            break;
        default:
            inFlow = null;
    }
    return {
        anchors: new Set(),
        doc,
        flowCollectionPadding: opt.flowCollectionPadding ? ' ' : '',
        indent: '',
        indentStep: typeof opt.indent === 'number' ? ' '.repeat(opt.indent) : '  ',
        inFlow,
        options: opt
    };
}
function getTagObject(tags, item) {
    if (item.tag) {
        const match = tags.filter(t => t.tag === item.tag);
        if (match.length > 0)
            return match.find(t => t.format === item.format) ?? match[0];
    }
    let tagObj = undefined;
    let obj;
    if (identity.isScalar(item)) {
        obj = item.value;
        let match = tags.filter(t => t.identify?.(obj));
        if (match.length > 1) {
            const testMatch = match.filter(t => t.test);
            if (testMatch.length > 0)
                match = testMatch;
        }
        tagObj =
            match.find(t => t.format === item.format) ?? match.find(t => !t.format);
    }
    else {
        obj = item;
        tagObj = tags.find(t => t.nodeClass && obj instanceof t.nodeClass);
    }
    if (!tagObj) {
        const name = obj?.constructor?.name ?? (obj === null ? 'null' : typeof obj);
        throw new Error(`Tag not resolved for ${name} value`);
    }
    return tagObj;
}
// needs to be called before value stringifier to allow for circular anchor refs
function stringifyProps(node, tagObj, { anchors: anchors$1, doc }) {
    if (!doc.directives)
        return '';
    const props = [];
    const anchor = (identity.isScalar(node) || identity.isCollection(node)) && node.anchor;
    if (anchor && anchors.anchorIsValid(anchor)) {
        anchors$1.add(anchor);
        props.push(`&${anchor}`);
    }
    const tag = node.tag ?? (tagObj.default ? null : tagObj.tag);
    if (tag)
        props.push(doc.directives.tagString(tag));
    return props.join(' ');
}
function stringify(item, ctx, onComment, onChompKeep) {
    if (identity.isPair(item))
        return item.toString(ctx, onComment, onChompKeep);
    if (identity.isAlias(item)) {
        if (ctx.doc.directives)
            return item.toString(ctx);
        if (ctx.resolvedAliases?.has(item)) {
            throw new TypeError(`Cannot stringify circular structure without alias nodes`);
        }
        else {
            if (ctx.resolvedAliases)
                ctx.resolvedAliases.add(item);
            else
                ctx.resolvedAliases = new Set([item]);
            item = item.resolve(ctx.doc);
        }
    }
    let tagObj = undefined;
    const node = identity.isNode(item)
        ? item
        : ctx.doc.createNode(item, { onTagObj: o => (tagObj = o) });
    tagObj ?? (tagObj = getTagObject(ctx.doc.schema.tags, node));
    const props = stringifyProps(node, tagObj, ctx);
    if (props.length > 0)
        ctx.indentAtStart = (ctx.indentAtStart ?? 0) + props.length + 1;
    const str = typeof tagObj.stringify === 'function'
        ? tagObj.stringify(node, ctx, onComment, onChompKeep)
        : identity.isScalar(node)
            ? stringifyString.stringifyString(node, ctx, onComment, onChompKeep)
            : node.toString(ctx, onComment, onChompKeep);
    if (!props)
        return str;
    return identity.isScalar(node) || str[0] === '{' || str[0] === '['
        ? `${props} ${str}`
        : `${props}\n${ctx.indent}${str}`;
}

exports.createStringifyContext = createStringifyContext;
exports.stringify = stringify;


/***/ }),

/***/ 1212:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var stringify = __nccwpck_require__(2148);
var stringifyComment = __nccwpck_require__(9799);

function stringifyCollection(collection, ctx, options) {
    const flow = ctx.inFlow ?? collection.flow;
    const stringify = flow ? stringifyFlowCollection : stringifyBlockCollection;
    return stringify(collection, ctx, options);
}
function stringifyBlockCollection({ comment, items }, ctx, { blockItemPrefix, flowChars, itemIndent, onChompKeep, onComment }) {
    const { indent, options: { commentString } } = ctx;
    const itemCtx = Object.assign({}, ctx, { indent: itemIndent, type: null });
    let chompKeep = false; // flag for the preceding node's status
    const lines = [];
    for (let i = 0; i < items.length; ++i) {
        const item = items[i];
        let comment = null;
        if (identity.isNode(item)) {
            if (!chompKeep && item.spaceBefore)
                lines.push('');
            addCommentBefore(ctx, lines, item.commentBefore, chompKeep);
            if (item.comment)
                comment = item.comment;
        }
        else if (identity.isPair(item)) {
            const ik = identity.isNode(item.key) ? item.key : null;
            if (ik) {
                if (!chompKeep && ik.spaceBefore)
                    lines.push('');
                addCommentBefore(ctx, lines, ik.commentBefore, chompKeep);
            }
        }
        chompKeep = false;
        let str = stringify.stringify(item, itemCtx, () => (comment = null), () => (chompKeep = true));
        if (comment)
            str += stringifyComment.lineComment(str, itemIndent, commentString(comment));
        if (chompKeep && comment)
            chompKeep = false;
        lines.push(blockItemPrefix + str);
    }
    let str;
    if (lines.length === 0) {
        str = flowChars.start + flowChars.end;
    }
    else {
        str = lines[0];
        for (let i = 1; i < lines.length; ++i) {
            const line = lines[i];
            str += line ? `\n${indent}${line}` : '\n';
        }
    }
    if (comment) {
        str += '\n' + stringifyComment.indentComment(commentString(comment), indent);
        if (onComment)
            onComment();
    }
    else if (chompKeep && onChompKeep)
        onChompKeep();
    return str;
}
function stringifyFlowCollection({ items }, ctx, { flowChars, itemIndent }) {
    const { indent, indentStep, flowCollectionPadding: fcPadding, options: { commentString } } = ctx;
    itemIndent += indentStep;
    const itemCtx = Object.assign({}, ctx, {
        indent: itemIndent,
        inFlow: true,
        type: null
    });
    let reqNewline = false;
    let linesAtValue = 0;
    const lines = [];
    for (let i = 0; i < items.length; ++i) {
        const item = items[i];
        let comment = null;
        if (identity.isNode(item)) {
            if (item.spaceBefore)
                lines.push('');
            addCommentBefore(ctx, lines, item.commentBefore, false);
            if (item.comment)
                comment = item.comment;
        }
        else if (identity.isPair(item)) {
            const ik = identity.isNode(item.key) ? item.key : null;
            if (ik) {
                if (ik.spaceBefore)
                    lines.push('');
                addCommentBefore(ctx, lines, ik.commentBefore, false);
                if (ik.comment)
                    reqNewline = true;
            }
            const iv = identity.isNode(item.value) ? item.value : null;
            if (iv) {
                if (iv.comment)
                    comment = iv.comment;
                if (iv.commentBefore)
                    reqNewline = true;
            }
            else if (item.value == null && ik?.comment) {
                comment = ik.comment;
            }
        }
        if (comment)
            reqNewline = true;
        let str = stringify.stringify(item, itemCtx, () => (comment = null));
        reqNewline || (reqNewline = lines.length > linesAtValue || str.includes('\n'));
        if (i < items.length - 1) {
            str += ',';
        }
        else if (ctx.options.trailingComma) {
            if (ctx.options.lineWidth > 0) {
                reqNewline || (reqNewline = lines.reduce((sum, line) => sum + line.length + 2, 2) +
                    (str.length + 2) >
                    ctx.options.lineWidth);
            }
            if (reqNewline) {
                str += ',';
            }
        }
        if (comment)
            str += stringifyComment.lineComment(str, itemIndent, commentString(comment));
        lines.push(str);
        linesAtValue = lines.length;
    }
    const { start, end } = flowChars;
    if (lines.length === 0) {
        return start + end;
    }
    else {
        if (!reqNewline) {
            const len = lines.reduce((sum, line) => sum + line.length + 2, 2);
            reqNewline = ctx.options.lineWidth > 0 && len > ctx.options.lineWidth;
        }
        if (reqNewline) {
            let str = start;
            for (const line of lines)
                str += line ? `\n${indentStep}${indent}${line}` : '\n';
            return `${str}\n${indent}${end}`;
        }
        else {
            return `${start}${fcPadding}${lines.join(' ')}${fcPadding}${end}`;
        }
    }
}
function addCommentBefore({ indent, options: { commentString } }, lines, comment, chompKeep) {
    if (comment && chompKeep)
        comment = comment.replace(/^\n+/, '');
    if (comment) {
        const ic = stringifyComment.indentComment(commentString(comment), indent);
        lines.push(ic.trimStart()); // Avoid double indent on first line
    }
}

exports.stringifyCollection = stringifyCollection;


/***/ }),

/***/ 9799:
/***/ ((__unused_webpack_module, exports) => {



/**
 * Stringifies a comment.
 *
 * Empty comment lines are left empty,
 * lines consisting of a single space are replaced by `#`,
 * and all other lines are prefixed with a `#`.
 */
const stringifyComment = (str) => str.replace(/^(?!$)(?: $)?/gm, '#');
function indentComment(comment, indent) {
    if (/^\n+$/.test(comment))
        return comment.substring(1);
    return indent ? comment.replace(/^(?! *$)/gm, indent) : comment;
}
const lineComment = (str, indent, comment) => str.endsWith('\n')
    ? indentComment(comment, indent)
    : comment.includes('\n')
        ? '\n' + indentComment(comment, indent)
        : (str.endsWith(' ') ? '' : ' ') + comment;

exports.indentComment = indentComment;
exports.lineComment = lineComment;
exports.stringifyComment = stringifyComment;


/***/ }),

/***/ 6829:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var stringify = __nccwpck_require__(2148);
var stringifyComment = __nccwpck_require__(9799);

function stringifyDocument(doc, options) {
    const lines = [];
    let hasDirectives = options.directives === true;
    if (options.directives !== false && doc.directives) {
        const dir = doc.directives.toString(doc);
        if (dir) {
            lines.push(dir);
            hasDirectives = true;
        }
        else if (doc.directives.docStart)
            hasDirectives = true;
    }
    if (hasDirectives)
        lines.push('---');
    const ctx = stringify.createStringifyContext(doc, options);
    const { commentString } = ctx.options;
    if (doc.commentBefore) {
        if (lines.length !== 1)
            lines.unshift('');
        const cs = commentString(doc.commentBefore);
        lines.unshift(stringifyComment.indentComment(cs, ''));
    }
    let chompKeep = false;
    let contentComment = null;
    if (doc.contents) {
        if (identity.isNode(doc.contents)) {
            if (doc.contents.spaceBefore && hasDirectives)
                lines.push('');
            if (doc.contents.commentBefore) {
                const cs = commentString(doc.contents.commentBefore);
                lines.push(stringifyComment.indentComment(cs, ''));
            }
            // top-level block scalars need to be indented if followed by a comment
            ctx.forceBlockIndent = !!doc.comment;
            contentComment = doc.contents.comment;
        }
        const onChompKeep = contentComment ? undefined : () => (chompKeep = true);
        let body = stringify.stringify(doc.contents, ctx, () => (contentComment = null), onChompKeep);
        if (contentComment)
            body += stringifyComment.lineComment(body, '', commentString(contentComment));
        if ((body[0] === '|' || body[0] === '>') &&
            lines[lines.length - 1] === '---') {
            // Top-level block scalars with a preceding doc marker ought to use the
            // same line for their header.
            lines[lines.length - 1] = `--- ${body}`;
        }
        else
            lines.push(body);
    }
    else {
        lines.push(stringify.stringify(doc.contents, ctx));
    }
    if (doc.directives?.docEnd) {
        if (doc.comment) {
            const cs = commentString(doc.comment);
            if (cs.includes('\n')) {
                lines.push('...');
                lines.push(stringifyComment.indentComment(cs, ''));
            }
            else {
                lines.push(`... ${cs}`);
            }
        }
        else {
            lines.push('...');
        }
    }
    else {
        let dc = doc.comment;
        if (dc && chompKeep)
            dc = dc.replace(/^\n+/, '');
        if (dc) {
            if ((!chompKeep || contentComment) && lines[lines.length - 1] !== '')
                lines.push('');
            lines.push(stringifyComment.indentComment(commentString(dc), ''));
        }
    }
    return lines.join('\n') + '\n';
}

exports.stringifyDocument = stringifyDocument;


/***/ }),

/***/ 8689:
/***/ ((__unused_webpack_module, exports) => {



function stringifyNumber({ format, minFractionDigits, tag, value }) {
    if (typeof value === 'bigint')
        return String(value);
    const num = typeof value === 'number' ? value : Number(value);
    if (!isFinite(num))
        return isNaN(num) ? '.nan' : num < 0 ? '-.inf' : '.inf';
    let n = Object.is(value, -0) ? '-0' : JSON.stringify(value);
    if (!format &&
        minFractionDigits &&
        (!tag || tag === 'tag:yaml.org,2002:float') &&
        /^-?\d/.test(n) &&
        !n.includes('e')) {
        let i = n.indexOf('.');
        if (i < 0) {
            i = n.length;
            n += '.';
        }
        let d = minFractionDigits - (n.length - i - 1);
        while (d-- > 0)
            n += '0';
    }
    return n;
}

exports.stringifyNumber = stringifyNumber;


/***/ }),

/***/ 9748:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);
var Scalar = __nccwpck_require__(3301);
var stringify = __nccwpck_require__(2148);
var stringifyComment = __nccwpck_require__(9799);

function stringifyPair({ key, value }, ctx, onComment, onChompKeep) {
    const { allNullValues, doc, indent, indentStep, options: { commentString, indentSeq, simpleKeys } } = ctx;
    let keyComment = (identity.isNode(key) && key.comment) || null;
    if (simpleKeys) {
        if (keyComment) {
            throw new Error('With simple keys, key nodes cannot have comments');
        }
        if (identity.isCollection(key) || (!identity.isNode(key) && typeof key === 'object')) {
            const msg = 'With simple keys, collection cannot be used as a key value';
            throw new Error(msg);
        }
    }
    let explicitKey = !simpleKeys &&
        (!key ||
            (keyComment && value == null && !ctx.inFlow) ||
            identity.isCollection(key) ||
            (identity.isScalar(key)
                ? key.type === Scalar.Scalar.BLOCK_FOLDED || key.type === Scalar.Scalar.BLOCK_LITERAL
                : typeof key === 'object'));
    ctx = Object.assign({}, ctx, {
        allNullValues: false,
        implicitKey: !explicitKey && (simpleKeys || !allNullValues),
        indent: indent + indentStep
    });
    let keyCommentDone = false;
    let chompKeep = false;
    let str = stringify.stringify(key, ctx, () => (keyCommentDone = true), () => (chompKeep = true));
    if (!explicitKey && !ctx.inFlow && str.length > 1024) {
        if (simpleKeys)
            throw new Error('With simple keys, single line scalar must not span more than 1024 characters');
        explicitKey = true;
    }
    if (ctx.inFlow) {
        if (allNullValues || value == null) {
            if (keyCommentDone && onComment)
                onComment();
            return str === '' ? '?' : explicitKey ? `? ${str}` : str;
        }
    }
    else if ((allNullValues && !simpleKeys) || (value == null && explicitKey)) {
        str = `? ${str}`;
        if (keyComment && !keyCommentDone) {
            str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
        }
        else if (chompKeep && onChompKeep)
            onChompKeep();
        return str;
    }
    if (keyCommentDone)
        keyComment = null;
    if (explicitKey) {
        if (keyComment)
            str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
        str = `? ${str}\n${indent}:`;
    }
    else {
        str = `${str}:`;
        if (keyComment)
            str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
    }
    let vsb, vcb, valueComment;
    if (identity.isNode(value)) {
        vsb = !!value.spaceBefore;
        vcb = value.commentBefore;
        valueComment = value.comment;
    }
    else {
        vsb = false;
        vcb = null;
        valueComment = null;
        if (value && typeof value === 'object')
            value = doc.createNode(value);
    }
    ctx.implicitKey = false;
    if (!explicitKey && !keyComment && identity.isScalar(value))
        ctx.indentAtStart = str.length + 1;
    chompKeep = false;
    if (!indentSeq &&
        indentStep.length >= 2 &&
        !ctx.inFlow &&
        !explicitKey &&
        identity.isSeq(value) &&
        !value.flow &&
        !value.tag &&
        !value.anchor) {
        // If indentSeq === false, consider '- ' as part of indentation where possible
        ctx.indent = ctx.indent.substring(2);
    }
    let valueCommentDone = false;
    const valueStr = stringify.stringify(value, ctx, () => (valueCommentDone = true), () => (chompKeep = true));
    let ws = ' ';
    if (keyComment || vsb || vcb) {
        ws = vsb ? '\n' : '';
        if (vcb) {
            const cs = commentString(vcb);
            ws += `\n${stringifyComment.indentComment(cs, ctx.indent)}`;
        }
        if (valueStr === '' && !ctx.inFlow) {
            if (ws === '\n' && valueComment)
                ws = '\n\n';
        }
        else {
            ws += `\n${ctx.indent}`;
        }
    }
    else if (!explicitKey && identity.isCollection(value)) {
        const vs0 = valueStr[0];
        const nl0 = valueStr.indexOf('\n');
        const hasNewline = nl0 !== -1;
        const flow = ctx.inFlow ?? value.flow ?? value.items.length === 0;
        if (hasNewline || !flow) {
            let hasPropsLine = false;
            if (hasNewline && (vs0 === '&' || vs0 === '!')) {
                let sp0 = valueStr.indexOf(' ');
                if (vs0 === '&' &&
                    sp0 !== -1 &&
                    sp0 < nl0 &&
                    valueStr[sp0 + 1] === '!') {
                    sp0 = valueStr.indexOf(' ', sp0 + 1);
                }
                if (sp0 === -1 || nl0 < sp0)
                    hasPropsLine = true;
            }
            if (!hasPropsLine)
                ws = `\n${ctx.indent}`;
        }
    }
    else if (valueStr === '' || valueStr[0] === '\n') {
        ws = '';
    }
    str += ws + valueStr;
    if (ctx.inFlow) {
        if (valueCommentDone && onComment)
            onComment();
    }
    else if (valueComment && !valueCommentDone) {
        str += stringifyComment.lineComment(str, ctx.indent, commentString(valueComment));
    }
    else if (chompKeep && onChompKeep) {
        onChompKeep();
    }
    return str;
}

exports.stringifyPair = stringifyPair;


/***/ }),

/***/ 3069:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(3301);
var foldFlowLines = __nccwpck_require__(4475);

const getFoldOptions = (ctx, isBlock) => ({
    indentAtStart: isBlock ? ctx.indent.length : ctx.indentAtStart,
    lineWidth: ctx.options.lineWidth,
    minContentWidth: ctx.options.minContentWidth
});
// Also checks for lines starting with %, as parsing the output as YAML 1.1 will
// presume that's starting a new document.
const containsDocumentMarker = (str) => /^(%|---|\.\.\.)/m.test(str);
function lineLengthOverLimit(str, lineWidth, indentLength) {
    if (!lineWidth || lineWidth < 0)
        return false;
    const limit = lineWidth - indentLength;
    const strLen = str.length;
    if (strLen <= limit)
        return false;
    for (let i = 0, start = 0; i < strLen; ++i) {
        if (str[i] === '\n') {
            if (i - start > limit)
                return true;
            start = i + 1;
            if (strLen - start <= limit)
                return false;
        }
    }
    return true;
}
function doubleQuotedString(value, ctx) {
    const json = JSON.stringify(value);
    if (ctx.options.doubleQuotedAsJSON)
        return json;
    const { implicitKey } = ctx;
    const minMultiLineLength = ctx.options.doubleQuotedMinMultiLineLength;
    const indent = ctx.indent || (containsDocumentMarker(value) ? '  ' : '');
    let str = '';
    let start = 0;
    for (let i = 0, ch = json[i]; ch; ch = json[++i]) {
        if (ch === ' ' && json[i + 1] === '\\' && json[i + 2] === 'n') {
            // space before newline needs to be escaped to not be folded
            str += json.slice(start, i) + '\\ ';
            i += 1;
            start = i;
            ch = '\\';
        }
        if (ch === '\\')
            switch (json[i + 1]) {
                case 'u':
                    {
                        str += json.slice(start, i);
                        const code = json.substr(i + 2, 4);
                        switch (code) {
                            case '0000':
                                str += '\\0';
                                break;
                            case '0007':
                                str += '\\a';
                                break;
                            case '000b':
                                str += '\\v';
                                break;
                            case '001b':
                                str += '\\e';
                                break;
                            case '0085':
                                str += '\\N';
                                break;
                            case '00a0':
                                str += '\\_';
                                break;
                            case '2028':
                                str += '\\L';
                                break;
                            case '2029':
                                str += '\\P';
                                break;
                            default:
                                if (code.substr(0, 2) === '00')
                                    str += '\\x' + code.substr(2);
                                else
                                    str += json.substr(i, 6);
                        }
                        i += 5;
                        start = i + 1;
                    }
                    break;
                case 'n':
                    if (implicitKey ||
                        json[i + 2] === '"' ||
                        json.length < minMultiLineLength) {
                        i += 1;
                    }
                    else {
                        // folding will eat first newline
                        str += json.slice(start, i) + '\n\n';
                        while (json[i + 2] === '\\' &&
                            json[i + 3] === 'n' &&
                            json[i + 4] !== '"') {
                            str += '\n';
                            i += 2;
                        }
                        str += indent;
                        // space after newline needs to be escaped to not be folded
                        if (json[i + 2] === ' ')
                            str += '\\';
                        i += 1;
                        start = i + 1;
                    }
                    break;
                default:
                    i += 1;
            }
    }
    str = start ? str + json.slice(start) : json;
    return implicitKey
        ? str
        : foldFlowLines.foldFlowLines(str, indent, foldFlowLines.FOLD_QUOTED, getFoldOptions(ctx, false));
}
function singleQuotedString(value, ctx) {
    if (ctx.options.singleQuote === false ||
        (ctx.implicitKey && value.includes('\n')) ||
        /[ \t]\n|\n[ \t]/.test(value) // single quoted string can't have leading or trailing whitespace around newline
    )
        return doubleQuotedString(value, ctx);
    const indent = ctx.indent || (containsDocumentMarker(value) ? '  ' : '');
    const res = "'" + value.replace(/'/g, "''").replace(/\n+/g, `$&\n${indent}`) + "'";
    return ctx.implicitKey
        ? res
        : foldFlowLines.foldFlowLines(res, indent, foldFlowLines.FOLD_FLOW, getFoldOptions(ctx, false));
}
function quotedString(value, ctx) {
    const { singleQuote } = ctx.options;
    let qs;
    if (singleQuote === false)
        qs = doubleQuotedString;
    else {
        const hasDouble = value.includes('"');
        const hasSingle = value.includes("'");
        if (hasDouble && !hasSingle)
            qs = singleQuotedString;
        else if (hasSingle && !hasDouble)
            qs = doubleQuotedString;
        else
            qs = singleQuote ? singleQuotedString : doubleQuotedString;
    }
    return qs(value, ctx);
}
// The negative lookbehind avoids a polynomial search,
// but isn't supported yet on Safari: https://caniuse.com/js-regexp-lookbehind
let blockEndNewlines;
try {
    blockEndNewlines = new RegExp('(^|(?<!\n))\n+(?!\n|$)', 'g');
}
catch {
    blockEndNewlines = /\n+(?!\n|$)/g;
}
function blockString({ comment, type, value }, ctx, onComment, onChompKeep) {
    const { blockQuote, commentString, lineWidth } = ctx.options;
    // 1. Block can't end in whitespace unless the last line is non-empty.
    // 2. Strings consisting of only whitespace are best rendered explicitly.
    if (!blockQuote || /\n[\t ]+$/.test(value)) {
        return quotedString(value, ctx);
    }
    const indent = ctx.indent ||
        (ctx.forceBlockIndent || containsDocumentMarker(value) ? '  ' : '');
    const literal = blockQuote === 'literal'
        ? true
        : blockQuote === 'folded' || type === Scalar.Scalar.BLOCK_FOLDED
            ? false
            : type === Scalar.Scalar.BLOCK_LITERAL
                ? true
                : !lineLengthOverLimit(value, lineWidth, indent.length);
    if (!value)
        return literal ? '|\n' : '>\n';
    // determine chomping from whitespace at value end
    let chomp;
    let endStart;
    for (endStart = value.length; endStart > 0; --endStart) {
        const ch = value[endStart - 1];
        if (ch !== '\n' && ch !== '\t' && ch !== ' ')
            break;
    }
    let end = value.substring(endStart);
    const endNlPos = end.indexOf('\n');
    if (endNlPos === -1) {
        chomp = '-'; // strip
    }
    else if (value === end || endNlPos !== end.length - 1) {
        chomp = '+'; // keep
        if (onChompKeep)
            onChompKeep();
    }
    else {
        chomp = ''; // clip
    }
    if (end) {
        value = value.slice(0, -end.length);
        if (end[end.length - 1] === '\n')
            end = end.slice(0, -1);
        end = end.replace(blockEndNewlines, `$&${indent}`);
    }
    // determine indent indicator from whitespace at value start
    let startWithSpace = false;
    let startEnd;
    let startNlPos = -1;
    for (startEnd = 0; startEnd < value.length; ++startEnd) {
        const ch = value[startEnd];
        if (ch === ' ')
            startWithSpace = true;
        else if (ch === '\n')
            startNlPos = startEnd;
        else
            break;
    }
    let start = value.substring(0, startNlPos < startEnd ? startNlPos + 1 : startEnd);
    if (start) {
        value = value.substring(start.length);
        start = start.replace(/\n+/g, `$&${indent}`);
    }
    const indentSize = indent ? '2' : '1'; // root is at -1
    // Leading | or > is added later
    let header = (startWithSpace ? indentSize : '') + chomp;
    if (comment) {
        header += ' ' + commentString(comment.replace(/ ?[\r\n]+/g, ' '));
        if (onComment)
            onComment();
    }
    if (!literal) {
        const foldedValue = value
            .replace(/\n+/g, '\n$&')
            .replace(/(?:^|\n)([\t ].*)(?:([\n\t ]*)\n(?![\n\t ]))?/g, '$1$2') // more-indented lines aren't folded
            //                ^ more-ind. ^ empty     ^ capture next empty lines only at end of indent
            .replace(/\n+/g, `$&${indent}`);
        let literalFallback = false;
        const foldOptions = getFoldOptions(ctx, true);
        if (blockQuote !== 'folded' && type !== Scalar.Scalar.BLOCK_FOLDED) {
            foldOptions.onOverflow = () => {
                literalFallback = true;
            };
        }
        const body = foldFlowLines.foldFlowLines(`${start}${foldedValue}${end}`, indent, foldFlowLines.FOLD_BLOCK, foldOptions);
        if (!literalFallback)
            return `>${header}\n${indent}${body}`;
    }
    value = value.replace(/\n+/g, `$&${indent}`);
    return `|${header}\n${indent}${start}${value}${end}`;
}
function plainString(item, ctx, onComment, onChompKeep) {
    const { type, value } = item;
    const { actualString, implicitKey, indent, indentStep, inFlow } = ctx;
    if ((implicitKey && value.includes('\n')) ||
        (inFlow && /[[\]{},]/.test(value))) {
        return quotedString(value, ctx);
    }
    if (/^[\n\t ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][ \t]|[\n:][ \t]|[ \t]\n|[\n\t ]#|[\n\t :]$/.test(value)) {
        // not allowed:
        // - '-' or '?'
        // - start with an indicator character (except [?:-]) or /[?-] /
        // - '\n ', ': ' or ' \n' anywhere
        // - '#' not preceded by a non-space char
        // - end with ' ' or ':'
        return implicitKey || inFlow || !value.includes('\n')
            ? quotedString(value, ctx)
            : blockString(item, ctx, onComment, onChompKeep);
    }
    if (!implicitKey &&
        !inFlow &&
        type !== Scalar.Scalar.PLAIN &&
        value.includes('\n')) {
        // Where allowed & type not set explicitly, prefer block style for multiline strings
        return blockString(item, ctx, onComment, onChompKeep);
    }
    if (containsDocumentMarker(value)) {
        if (indent === '') {
            ctx.forceBlockIndent = true;
            return blockString(item, ctx, onComment, onChompKeep);
        }
        else if (implicitKey && indent === indentStep) {
            return quotedString(value, ctx);
        }
    }
    const str = value.replace(/\n+/g, `$&\n${indent}`);
    // Verify that output will be parsed as a string, as e.g. plain numbers and
    // booleans get parsed with those types in v1.2 (e.g. '42', 'true' & '0.9e-3'),
    // and others in v1.1.
    if (actualString) {
        const test = (tag) => tag.default && tag.tag !== 'tag:yaml.org,2002:str' && tag.test?.test(str);
        const { compat, tags } = ctx.doc.schema;
        if (tags.some(test) || compat?.some(test))
            return quotedString(value, ctx);
    }
    return implicitKey
        ? str
        : foldFlowLines.foldFlowLines(str, indent, foldFlowLines.FOLD_FLOW, getFoldOptions(ctx, false));
}
function stringifyString(item, ctx, onComment, onChompKeep) {
    const { implicitKey, inFlow } = ctx;
    const ss = typeof item.value === 'string'
        ? item
        : Object.assign({}, item, { value: String(item.value) });
    let { type } = item;
    if (type !== Scalar.Scalar.QUOTE_DOUBLE) {
        // force double quotes on control characters & unpaired surrogates
        if (/[\x00-\x08\x0b-\x1f\x7f-\x9f\u{D800}-\u{DFFF}]/u.test(ss.value))
            type = Scalar.Scalar.QUOTE_DOUBLE;
    }
    const _stringify = (_type) => {
        switch (_type) {
            case Scalar.Scalar.BLOCK_FOLDED:
            case Scalar.Scalar.BLOCK_LITERAL:
                return implicitKey || inFlow
                    ? quotedString(ss.value, ctx) // blocks are not valid inside flow containers
                    : blockString(ss, ctx, onComment, onChompKeep);
            case Scalar.Scalar.QUOTE_DOUBLE:
                return doubleQuotedString(ss.value, ctx);
            case Scalar.Scalar.QUOTE_SINGLE:
                return singleQuotedString(ss.value, ctx);
            case Scalar.Scalar.PLAIN:
                return plainString(ss, ctx, onComment, onChompKeep);
            default:
                return null;
        }
    };
    let res = _stringify(type);
    if (res === null) {
        const { defaultKeyType, defaultStringType } = ctx.options;
        const t = (implicitKey && defaultKeyType) || defaultStringType;
        res = _stringify(t);
        if (res === null)
            throw new Error(`Unsupported default string type ${t}`);
    }
    return res;
}

exports.stringifyString = stringifyString;


/***/ }),

/***/ 204:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1127);

const BREAK = Symbol('break visit');
const SKIP = Symbol('skip children');
const REMOVE = Symbol('remove node');
/**
 * Apply a visitor to an AST node or document.
 *
 * Walks through the tree (depth-first) starting from `node`, calling a
 * `visitor` function with three arguments:
 *   - `key`: For sequence values and map `Pair`, the node's index in the
 *     collection. Within a `Pair`, `'key'` or `'value'`, correspondingly.
 *     `null` for the root node.
 *   - `node`: The current node.
 *   - `path`: The ancestry of the current node.
 *
 * The return value of the visitor may be used to control the traversal:
 *   - `undefined` (default): Do nothing and continue
 *   - `visit.SKIP`: Do not visit the children of this node, continue with next
 *     sibling
 *   - `visit.BREAK`: Terminate traversal completely
 *   - `visit.REMOVE`: Remove the current node, then continue with the next one
 *   - `Node`: Replace the current node, then continue by visiting it
 *   - `number`: While iterating the items of a sequence or map, set the index
 *     of the next step. This is useful especially if the index of the current
 *     node has changed.
 *
 * If `visitor` is a single function, it will be called with all values
 * encountered in the tree, including e.g. `null` values. Alternatively,
 * separate visitor functions may be defined for each `Map`, `Pair`, `Seq`,
 * `Alias` and `Scalar` node. To define the same visitor function for more than
 * one node type, use the `Collection` (map and seq), `Value` (map, seq & scalar)
 * and `Node` (alias, map, seq & scalar) targets. Of all these, only the most
 * specific defined one will be used for each node.
 */
function visit(node, visitor) {
    const visitor_ = initVisitor(visitor);
    if (identity.isDocument(node)) {
        const cd = visit_(null, node.contents, visitor_, Object.freeze([node]));
        if (cd === REMOVE)
            node.contents = null;
    }
    else
        visit_(null, node, visitor_, Object.freeze([]));
}
// Without the `as symbol` casts, TS declares these in the `visit`
// namespace using `var`, but then complains about that because
// `unique symbol` must be `const`.
/** Terminate visit traversal completely */
visit.BREAK = BREAK;
/** Do not visit the children of the current node */
visit.SKIP = SKIP;
/** Remove the current node */
visit.REMOVE = REMOVE;
function visit_(key, node, visitor, path) {
    const ctrl = callVisitor(key, node, visitor, path);
    if (identity.isNode(ctrl) || identity.isPair(ctrl)) {
        replaceNode(key, path, ctrl);
        return visit_(key, ctrl, visitor, path);
    }
    if (typeof ctrl !== 'symbol') {
        if (identity.isCollection(node)) {
            path = Object.freeze(path.concat(node));
            for (let i = 0; i < node.items.length; ++i) {
                const ci = visit_(i, node.items[i], visitor, path);
                if (typeof ci === 'number')
                    i = ci - 1;
                else if (ci === BREAK)
                    return BREAK;
                else if (ci === REMOVE) {
                    node.items.splice(i, 1);
                    i -= 1;
                }
            }
        }
        else if (identity.isPair(node)) {
            path = Object.freeze(path.concat(node));
            const ck = visit_('key', node.key, visitor, path);
            if (ck === BREAK)
                return BREAK;
            else if (ck === REMOVE)
                node.key = null;
            const cv = visit_('value', node.value, visitor, path);
            if (cv === BREAK)
                return BREAK;
            else if (cv === REMOVE)
                node.value = null;
        }
    }
    return ctrl;
}
/**
 * Apply an async visitor to an AST node or document.
 *
 * Walks through the tree (depth-first) starting from `node`, calling a
 * `visitor` function with three arguments:
 *   - `key`: For sequence values and map `Pair`, the node's index in the
 *     collection. Within a `Pair`, `'key'` or `'value'`, correspondingly.
 *     `null` for the root node.
 *   - `node`: The current node.
 *   - `path`: The ancestry of the current node.
 *
 * The return value of the visitor may be used to control the traversal:
 *   - `Promise`: Must resolve to one of the following values
 *   - `undefined` (default): Do nothing and continue
 *   - `visit.SKIP`: Do not visit the children of this node, continue with next
 *     sibling
 *   - `visit.BREAK`: Terminate traversal completely
 *   - `visit.REMOVE`: Remove the current node, then continue with the next one
 *   - `Node`: Replace the current node, then continue by visiting it
 *   - `number`: While iterating the items of a sequence or map, set the index
 *     of the next step. This is useful especially if the index of the current
 *     node has changed.
 *
 * If `visitor` is a single function, it will be called with all values
 * encountered in the tree, including e.g. `null` values. Alternatively,
 * separate visitor functions may be defined for each `Map`, `Pair`, `Seq`,
 * `Alias` and `Scalar` node. To define the same visitor function for more than
 * one node type, use the `Collection` (map and seq), `Value` (map, seq & scalar)
 * and `Node` (alias, map, seq & scalar) targets. Of all these, only the most
 * specific defined one will be used for each node.
 */
async function visitAsync(node, visitor) {
    const visitor_ = initVisitor(visitor);
    if (identity.isDocument(node)) {
        const cd = await visitAsync_(null, node.contents, visitor_, Object.freeze([node]));
        if (cd === REMOVE)
            node.contents = null;
    }
    else
        await visitAsync_(null, node, visitor_, Object.freeze([]));
}
// Without the `as symbol` casts, TS declares these in the `visit`
// namespace using `var`, but then complains about that because
// `unique symbol` must be `const`.
/** Terminate visit traversal completely */
visitAsync.BREAK = BREAK;
/** Do not visit the children of the current node */
visitAsync.SKIP = SKIP;
/** Remove the current node */
visitAsync.REMOVE = REMOVE;
async function visitAsync_(key, node, visitor, path) {
    const ctrl = await callVisitor(key, node, visitor, path);
    if (identity.isNode(ctrl) || identity.isPair(ctrl)) {
        replaceNode(key, path, ctrl);
        return visitAsync_(key, ctrl, visitor, path);
    }
    if (typeof ctrl !== 'symbol') {
        if (identity.isCollection(node)) {
            path = Object.freeze(path.concat(node));
            for (let i = 0; i < node.items.length; ++i) {
                const ci = await visitAsync_(i, node.items[i], visitor, path);
                if (typeof ci === 'number')
                    i = ci - 1;
                else if (ci === BREAK)
                    return BREAK;
                else if (ci === REMOVE) {
                    node.items.splice(i, 1);
                    i -= 1;
                }
            }
        }
        else if (identity.isPair(node)) {
            path = Object.freeze(path.concat(node));
            const ck = await visitAsync_('key', node.key, visitor, path);
            if (ck === BREAK)
                return BREAK;
            else if (ck === REMOVE)
                node.key = null;
            const cv = await visitAsync_('value', node.value, visitor, path);
            if (cv === BREAK)
                return BREAK;
            else if (cv === REMOVE)
                node.value = null;
        }
    }
    return ctrl;
}
function initVisitor(visitor) {
    if (typeof visitor === 'object' &&
        (visitor.Collection || visitor.Node || visitor.Value)) {
        return Object.assign({
            Alias: visitor.Node,
            Map: visitor.Node,
            Scalar: visitor.Node,
            Seq: visitor.Node
        }, visitor.Value && {
            Map: visitor.Value,
            Scalar: visitor.Value,
            Seq: visitor.Value
        }, visitor.Collection && {
            Map: visitor.Collection,
            Seq: visitor.Collection
        }, visitor);
    }
    return visitor;
}
function callVisitor(key, node, visitor, path) {
    if (typeof visitor === 'function')
        return visitor(key, node, path);
    if (identity.isMap(node))
        return visitor.Map?.(key, node, path);
    if (identity.isSeq(node))
        return visitor.Seq?.(key, node, path);
    if (identity.isPair(node))
        return visitor.Pair?.(key, node, path);
    if (identity.isScalar(node))
        return visitor.Scalar?.(key, node, path);
    if (identity.isAlias(node))
        return visitor.Alias?.(key, node, path);
    return undefined;
}
function replaceNode(key, path, node) {
    const parent = path[path.length - 1];
    if (identity.isCollection(parent)) {
        parent.items[key] = node;
    }
    else if (identity.isPair(parent)) {
        if (key === 'key')
            parent.key = node;
        else
            parent.value = node;
    }
    else if (identity.isDocument(parent)) {
        parent.contents = node;
    }
    else {
        const pt = identity.isAlias(parent) ? 'alias' : 'scalar';
        throw new Error(`Cannot replace node with ${pt} parent`);
    }
}

exports.visit = visit;
exports.visitAsync = visitAsync;


/***/ })

/******/ 	});
/************************************************************************/
/******/ 	// The module cache
/******/ 	var __webpack_module_cache__ = {};
/******/ 	
/******/ 	// The require function
/******/ 	function __nccwpck_require__(moduleId) {
/******/ 		// Check if module is in cache
/******/ 		var cachedModule = __webpack_module_cache__[moduleId];
/******/ 		if (cachedModule !== undefined) {
/******/ 			return cachedModule.exports;
/******/ 		}
/******/ 		// Create a new module (and put it into the cache)
/******/ 		var module = __webpack_module_cache__[moduleId] = {
/******/ 			// no module.id needed
/******/ 			// no module.loaded needed
/******/ 			exports: {}
/******/ 		};
/******/ 	
/******/ 		// Execute the module function
/******/ 		var threw = true;
/******/ 		try {
/******/ 			__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 			threw = false;
/******/ 		} finally {
/******/ 			if(threw) delete __webpack_module_cache__[moduleId];
/******/ 		}
/******/ 	
/******/ 		// Return the exports of the module
/******/ 		return module.exports;
/******/ 	}
/******/ 	
/************************************************************************/
/******/ 	/* webpack/runtime/asset-relocator-loader */
/******/ 	if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = __dirname + "/";
/******/ 	
/************************************************************************/
var __webpack_exports__ = {};

;// CONCATENATED MODULE: ./build/src/cli/program.js
/** The name of the program. */
const PROGRAM = "swarm-volume-check";

;// CONCATENATED MODULE: ./build/src/cli/io.js

/** The io of the running process. */
function processIo() {
    for (const stream of [process.stdout, process.stderr])
        stream.on("error", failedStream);
    return {
        cwd: process.cwd(),
        env: process.env,
        stdoutIsTerminal: process.stdout.isTTY === true,
        stderrIsTerminal: process.stderr.isTTY === true,
        columns: process.stdout.columns,
        stderrColumns: process.stderr.columns,
        stdout: (text) => void process.stdout.write(text),
        stderr: (text) => void process.stderr.write(text),
        readStdin: (limit) => readUpTo(process.stdin, limit),
        now: Date.now,
    };
}
/** `| head` closes the pipe when it has seen enough, which is no failure; a full disk is one. */
function failedStream(error) {
    if (error.code === "EPIPE")
        return;
    process.stderr.write(`${PROGRAM}: the output cannot be written: ${error.code}\n`);
    process.exit(3);
}
/** The bytes of a stream up to its end, or a little more than `limit` of them. */
async function readUpTo(stream, limit) {
    const chunks = [];
    let length = 0;
    for await (const chunk of stream) {
        chunks.push(chunk);
        length += chunk.length;
        if (length > limit)
            break;
    }
    return Buffer.concat(chunks);
}

;// CONCATENATED MODULE: external "node:util"
const external_node_util_namespaceObject = require("node:util");
;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = require("node:fs");
;// CONCATENATED MODULE: external "node:buffer"
const external_node_buffer_namespaceObject = require("node:buffer");
;// CONCATENATED MODULE: ./build/src/source/decode.js

/** Bytes as text. A UTF-8 byte order mark stays, so that offsets are those of the file. */
function decodeText(bytes) {
    const [first, second] = bytes;
    if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
        const message = "the file is UTF-16 text (it starts with a UTF-16 byte order mark), and Docker reads only UTF-8";
        return { problem: { message, help: "save it as UTF-8" } };
    }
    const zero = bytes.indexOf(0);
    if (zero !== -1) {
        const message = `the file is binary, not text: there is a zero byte at ${placeOf(bytes, zero)}`;
        return { problem: { message, help: "name a stack file" } };
    }
    if (!(0,external_node_buffer_namespaceObject.isUtf8)(bytes)) {
        const message = `the file is not valid UTF-8 text: the first wrong byte is at ${placeOf(bytes, firstInvalid(bytes))}`;
        return { problem: { message, help: "save it as UTF-8" } };
    }
    return { text: textOf(bytes) };
}
function textOf(bytes) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
function placeOf(bytes, offset) {
    const before = textOf(bytes.subarray(0, offset));
    const line = before.split("\n").length;
    return `byte offset ${offset}, line ${line}, column ${before.length - before.lastIndexOf("\n")}`;
}
/** The offset of the first byte that starts no character. */
function firstInvalid(bytes) {
    let at = 0;
    for (let end = bytes.indexOf(0x0a); end !== -1 && (0,external_node_buffer_namespaceObject.isUtf8)(bytes.subarray(at, end + 1));) {
        at = end + 1;
        end = bytes.indexOf(0x0a, at);
    }
    for (;;) {
        const lead = bytes[at];
        const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (at + length > bytes.length || !(0,external_node_buffer_namespaceObject.isUtf8)(bytes.subarray(at, at + length)))
            return at;
        at += length;
    }
}

;// CONCATENATED MODULE: ./build/src/source/disk.js


/** No stack file that people write comes near this. */
const DEFAULT_MAX_BYTES = 2 * 1024 * 1024;
/** Reads a stack file. Nothing but a plain file is opened, so that a pipe cannot block and a device is left alone. */
function readStackFile(path, displayPath, options) {
    const read = readBytes(path, options);
    return "problem" in read ? read : fileOf(read.bytes, displayPath, options);
}
/** A stack file from bytes that came another way, for example from standard input. */
function fileOf(bytes, displayPath, { maxBytes }) {
    if (bytes.length > maxBytes)
        return { problem: tooLarge(undefined, maxBytes) };
    const decoded = decodeText(bytes);
    if ("problem" in decoded)
        return decoded;
    return { file: { path: displayPath, text: decoded.text } };
}
/** The bytes of a plain file of at most `maxBytes`. */
function readBytes(path, { maxBytes }) {
    try {
        const before = obstacle((0,external_node_fs_namespaceObject.statSync)(path), maxBytes);
        if (before)
            return { problem: before };
        // The file may have become something else meanwhile: the open does not wait, and what was opened is looked at again.
        const descriptor = (0,external_node_fs_namespaceObject.openSync)(path, external_node_fs_namespaceObject.constants.O_RDONLY | (external_node_fs_namespaceObject.constants.O_NONBLOCK ?? 0));
        try {
            const found = obstacle((0,external_node_fs_namespaceObject.fstatSync)(descriptor), maxBytes);
            if (found)
                return { problem: found };
            const bytes = disk_readUpTo(descriptor, maxBytes + 1);
            return bytes.length > maxBytes ? { problem: tooLarge(undefined, maxBytes) } : { bytes };
        }
        finally {
            (0,external_node_fs_namespaceObject.closeSync)(descriptor);
        }
    }
    catch (error) {
        return { problem: plainProblem(error) };
    }
}
function disk_readUpTo(descriptor, limit) {
    const { size } = (0,external_node_fs_namespaceObject.fstatSync)(descriptor);
    // Files in /proc say 0 and hold something all the same.
    let buffer = Buffer.alloc(Math.min(limit, size === 0 ? 65536 : size + 1));
    let length = 0;
    for (;;) {
        const count = (0,external_node_fs_namespaceObject.readSync)(descriptor, buffer, length, buffer.length - length, null);
        length += count;
        if (count === 0 || length === limit)
            return buffer.subarray(0, length);
        if (length === buffer.length)
            buffer = Buffer.concat([buffer], Math.min(limit, 2 * buffer.length));
    }
}
function obstacle(stats, maxBytes) {
    if (stats.isFile())
        return stats.size > maxBytes ? tooLarge(stats.size, maxBytes) : undefined;
    const kind = stats.isDirectory()
        ? "a folder"
        : stats.isFIFO()
            ? "a named pipe"
            : stats.isSocket()
                ? "a socket"
                : "a device";
    return { message: `this is ${kind}, not a file: nothing was read`, help: "name a stack file" };
}
function tooLarge(size, maxBytes) {
    const has = size === undefined ? "" : `has ${size} bytes and `;
    return {
        message: `the file ${has}is larger than the limit of ${maxBytes} bytes: nothing was read`,
        help: "raise the limit with `--max-size` if this is a stack file",
        tooLarge: true,
    };
}
const PLAIN = {
    ENOENT: ["there is no such file or folder", "check the path"],
    ENOTDIR: ["a part of the path is a file, not a folder", "check the path"],
    EACCES: ["permission to read it is denied", "give the user who runs this permission to read it"],
    EPERM: ["permission to read it is denied", "give the user who runs this permission to read it"],
    ELOOP: ["its symbolic links lead in a circle", "point the link at a file"],
    ENAMETOOLONG: ["the path is longer than the system allows", "check the path"],
    EMFILE: ["too many files are open", "raise the limit on open files"],
    EIO: ["the disk reports an error", "check the disk"],
};
/** What a failed file operation means, without the system's shorthand where it is known. */
function plainProblem(error) {
    const code = error.code;
    if (typeof code !== "string")
        throw error;
    const [message, help] = PLAIN[code] ?? [`the system answers ${code}`, "check the path and the disk"];
    return { message, help, ...(code === "ENOENT" || code === "ENOTDIR" ? { missing: true } : {}) };
}

;// CONCATENATED MODULE: ./build/src/cli/options.js
const COMMANDS = ["check", "normalize", "explain", "rules"];
const READING = ["check", "normalize"];
/** Every option, in the order of the help. */
const OPTIONS = [
    {
        name: "stack",
        value: "FILE",
        repeatable: true,
        commands: ["check"],
        help: "a file of one stack; all of them, in order, are one stack, as with `docker stack deploy -c A -c B`",
    },
    {
        name: "target",
        value: "auto|swarm|compose",
        commands: ["check"],
        help: "what the files are for; auto (the default) skips files that only docker compose can run",
    },
    {
        name: "env-file",
        value: "FILE",
        repeatable: true,
        commands: READING,
        help: "values for ${VARIABLES}, one NAME=value a line; a later file wins, and every file wins over --env",
    },
    { name: "env", commands: READING, help: "take values for ${VARIABLES} from the environment" },
    {
        name: "unset-variables",
        value: "unknown|empty",
        commands: READING,
        help: "what a variable without a value is: unknown (the default), or empty as Docker has it",
    },
    { name: "nodes", value: "N", commands: ["check"], help: "how many nodes the Swarm has" },
    {
        name: "shared-path",
        value: "PATH",
        repeatable: true,
        commands: ["check"],
        help: "an absolute host path that shows the same files on every node",
    },
    {
        name: "format",
        value: "text|json",
        repeatable: true,
        commands: ["check", "rules"],
        help: "how to print; repeat it for several reports at once",
    },
    {
        name: "output",
        value: "FILE",
        repeatable: true,
        commands: ["check"],
        help: "where the report of the --format before it goes; - and no --output are standard output",
    },
    {
        name: "fail-on",
        value: "error|warning|never",
        commands: ["check"],
        help: "the least severity that makes the exit code 1; error is the default",
    },
    { name: "max-size", value: "BYTES", commands: READING, help: "leave larger files unread; 2097152 is the default" },
    { name: "allow-empty", commands: ["check"], help: "do not fail when there is nothing to check" },
    { name: "stdin-filename", value: "NAME", commands: READING, help: "what to call standard input in the report" },
    { name: "quiet", short: "q", commands: ["check"], help: "print errors and the count only" },
    { name: "color", commands: COMMANDS, help: "use colours even when standard output is no terminal" },
    { name: "no-color", commands: COMMANDS, help: "use no colours; the environment variable NO_COLOR does the same" },
    { name: "version", short: "V", commands: COMMANDS, help: "print the version" },
    { name: "help", short: "h", commands: COMMANDS, help: "print this help" },
];

;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = require("node:path");
;// CONCATENATED MODULE: ./build/src/stack/suggest.js
/** How many single edits turn one word into the other: a letter more, less, other, or two swapped. */
function editDistance(left, right) {
    let beforeLast = [];
    let last = Array.from({ length: right.length + 1 }, (_, column) => column);
    for (let row = 1; row <= left.length; row++) {
        const current = [row];
        for (let column = 1; column <= right.length; column++) {
            const same = left[row - 1] === right[column - 1];
            let best = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
            const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
            if (column > 1 && row > 1 && swapped)
                best = Math.min(best, at(beforeLast, column - 2) + 1);
            current.push(best);
        }
        beforeLast = last;
        last = current;
    }
    return at(last, right.length);
}
const at = (row, column) => row[column];
/** Longer words are nobody's typing error of a key, and comparing them takes time. */
const LONGEST = 40;
/** The candidate that a person most likely meant, or undefined when none is near. Case and `-` for `_` do not count. */
function nearest(word, candidates) {
    if (word.length > LONGEST)
        return undefined;
    const plain = (text) => text.toLowerCase().replaceAll("-", "_");
    const meant = plain(word);
    let found;
    let smallest = Math.floor(word.length / 3) + 0.5;
    for (const candidate of candidates) {
        const distance = editDistance(meant, plain(candidate));
        if (distance < smallest) {
            smallest = distance;
            found = candidate;
        }
    }
    return found;
}

;// CONCATENATED MODULE: ./build/src/cli/usage.js

/** A wrong call: shown in one sentence, exit code 2. */
class UsageError extends Error {
    help;
    constructor(message, help) {
        super(message);
        this.help = help;
    }
}
/** Names the candidate that a mistyped word most likely meant, or says something else. */
function didYouMean(word, candidates, otherwise) {
    const found = nearest(word, candidates);
    return found === undefined ? otherwise : `did you mean \`${found}\`?`;
}

;// CONCATENATED MODULE: ./build/src/cli/outputs.js




const FORMATS = ["text", "json"];
/**
 * Pairs formats and outputs. As many of one as of the other are paired in order; with fewer outputs,
 * each belongs to the format that stands before it and the other formats go to standard output.
 */
function requestedReports(given) {
    const outputs = given.flatMap((one) => (one.kind === "output" ? [one.path] : []));
    const formats = given.flatMap((one) => (one.kind === "format" ? [one.format] : []));
    if (formats.length === 0)
        formats.push("text");
    if (outputs.length > formats.length) {
        throw new UsageError("there are more `--output` than `--format`", "write a `--format` before each `--output`");
    }
    const reports = outputs.length === formats.length
        ? formats.map((format, index) => ({ format, path: outputs[index] }))
        : given.length === 0
            ? [{ format: "text", path: undefined }]
            : adjacent(given);
    const resolved = reports.map(({ format, path }) => ({ format, path: path === "-" ? undefined : path }));
    const taken = new Set();
    for (const { path } of resolved) {
        const place = path === undefined ? undefined : (0,external_node_path_namespaceObject.normalize)(path);
        if (!taken.has(place))
            taken.add(place);
        else if (path === undefined) {
            throw new UsageError("two reports would go to standard output", "write `--output FILE` behind all but one `--format`");
        }
        else
            throw new UsageError(`two reports would go to \`${path}\``, "give each its own file");
    }
    return resolved;
}
function adjacent(given) {
    const reports = [];
    for (const one of given) {
        const last = reports.at(-1);
        if (one.kind === "format")
            reports.push({ format: one.format, path: undefined });
        else if (last && last.path === undefined)
            last.path = one.path;
        else
            throw new UsageError(`which report is \`--output ${one.path}\` for?`, "write it behind its `--format`");
    }
    return reports;
}
/** Writes a report to its file; what went wrong comes back as a sentence. */
function writeReport(path, text, io) {
    try {
        (0,external_node_fs_namespaceObject.writeFileSync)((0,external_node_path_namespaceObject.resolve)(io.cwd, path), text);
        return undefined;
    }
    catch (error) {
        return plainProblem(error).message;
    }
}

;// CONCATENATED MODULE: ./build/src/cli/arguments.js





/** Understands a call or throws a `UsageError`. */
function parseArguments(argv) {
    const { tokens } = (0,external_node_util_namespaceObject.parseArgs)({
        args: [...argv],
        options: Object.fromEntries(OPTIONS.map(({ name, short, value }) => [
            name,
            { type: value ? "string" : "boolean", ...(short ? { short } : {}) },
        ])),
        strict: false,
        tokens: true,
    });
    const given = [];
    const operands = [];
    let command;
    let terminated = false;
    for (const token of tokens) {
        if (token.kind === "option-terminator")
            terminated = true;
        else if (token.kind === "option")
            given.push(understood(token.rawName, token.value, token.inlineValue === true));
        else if (command === undefined && operands.length === 0 && !terminated && isCommand(token.value))
            command = token.value;
        else
            operands.push(token.value);
    }
    const chosen = command ?? "check";
    for (const { option } of given) {
        if (option.commands.includes(chosen))
            continue;
        throw new UsageError(`\`--${option.name}\` does not go with \`${chosen}\``, seeHelp(chosen));
    }
    return settings(chosen, operands, given);
}
function isCommand(word) {
    return COMMANDS.includes(word);
}
function seeHelp(command) {
    return `\`swarm-volume-check ${command === "check" ? "" : `${command} `}--help\` lists the options`;
}
function understood(rawName, value, inline) {
    const option = OPTIONS.find(({ name, short }) => rawName === `--${name}` || (short && rawName === `-${short}`));
    if (option === undefined) {
        const names = OPTIONS.map(({ name }) => `--${name}`);
        throw new UsageError(`there is no option \`${rawName}\``, didYouMean(rawName, names, seeHelp("check")));
    }
    const name = `--${option.name}`;
    if (option.value === undefined) {
        if (value !== undefined)
            throw new UsageError(`\`${name}\` takes no value`, `write \`${name}\` alone`);
        return { option, value: "" };
    }
    if (value === undefined || value === "" || (!inline && /^-./.test(value))) {
        const help = `write \`${name} ${option.value}\`, or \`${name}=VALUE\` for a value that starts with a dash`;
        throw new UsageError(`\`${name}\` needs a value`, help);
    }
    return { option, value };
}
function settings(command, operands, given) {
    const all = (name) => given.filter(({ option }) => option.name === name).map(({ value }) => value);
    const last = (name) => all(name).at(-1);
    const has = (name) => all(name).length > 0;
    const choice = (name, values) => {
        const value = last(name);
        if (value === undefined)
            return values[0];
        return oneOf(name, value, values);
    };
    const outputs = given.flatMap(({ option, value }) => {
        if (option.name === "format")
            return [{ kind: "format", format: oneOf("format", value, FORMATS) }];
        return option.name === "output" ? [{ kind: "output", path: value }] : [];
    });
    return {
        command,
        help: has("help"),
        version: has("version"),
        operands,
        stack: all("stack"),
        target: choice("target", ["auto", "swarm", "compose"]),
        envFiles: all("env-file"),
        useEnvironment: has("env"),
        unsetVariables: choice("unset-variables", ["unknown", "empty"]),
        nodes: count("nodes", last("nodes")),
        sharedPaths: all("shared-path").map(absolutePath),
        reports: requestedReports(outputs),
        failOn: choice("fail-on", ["error", "warning", "never"]),
        maxBytes: count("max-size", last("max-size")) ?? DEFAULT_MAX_BYTES,
        allowEmpty: has("allow-empty"),
        stdinFilename: last("stdin-filename"),
        quiet: has("quiet"),
        color: colorOf(given),
    };
}
function oneOf(name, value, values) {
    const found = values.find((candidate) => candidate === value);
    if (found !== undefined)
        return found;
    const help = didYouMean(value, values, `write one of ${values.join(", ")}`);
    throw new UsageError(`\`--${name}\` does not know \`${value}\``, help);
}
function count(name, value) {
    if (value === undefined)
        return undefined;
    const number = /^\d{1,15}$/.test(value) ? Number(value) : 0;
    if (number < 1)
        throw new UsageError(`\`--${name}\` needs a whole number from 1, not \`${value}\``, `write \`--${name} 3\``);
    return number;
}
/** A path on the nodes, which may run another system than this one. */
function absolutePath(path) {
    if (path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path))
        return path;
    throw new UsageError(`\`--shared-path\` needs an absolute path, not \`${path}\``, "write it as it is on the nodes, from `/`");
}
function colorOf(given) {
    const last = given.findLast(({ option }) => option.name === "color" || option.name === "no-color");
    return last === undefined ? undefined : last.option.name === "color";
}

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = require("node:crypto");
;// CONCATENATED MODULE: ./build/src/stack/unknown.js
/**
 * A variable that is not set leaves a marker in the value instead of Docker's empty string, so that
 * everything that depends on it can say "unknown". The marker is a pair of Unicode noncharacters
 * around the variable's name; the parser replaces those characters in files, so a file cannot forge one.
 */
const OPEN = "\uFDD0";
const CLOSE = "\uFDD1";
const MARKER = /\uFDD0([^\uFDD1]*)\uFDD1/g;
/** The marker for one variable. */
function unknownValue(variable) {
    return OPEN + variable + CLOSE;
}
/** Whether a value depends on a variable that is not set. */
function hasUnknown(value) {
    return typeof value === "string" && value.includes(OPEN);
}
/** The names of the variables that a text waits for, each once. */
function unknownNames(text) {
    return [...new Set(Array.from(text.matchAll(MARKER), (match) => match[1]))];
}
/** The text as a person wrote it: every marker as `${NAME}`. */
function showUnknown(text) {
    return text.replace(MARKER, (_, name) => `\${${name}}`);
}
/** A file's text with the marker characters made harmless; offsets stay the same. */
function withoutMarkers(text) {
    return text.includes(OPEN) || text.includes(CLOSE) ? text.replace(/[\uFDD0\uFDD1]/g, "\uFFFD") : text;
}

;// CONCATENATED MODULE: ./build/src/persistence/needs/settings.js

/** The first of some variables that is set. An empty value counts as not set. */
function variable(settings, names = []) {
    for (const name of names) {
        const fromFile = [`${name}_FILE`, `${name}__FILE`].find((file) => settings.environment.has(file));
        if (fromFile !== undefined)
            return { kind: "waits", why: `\`${fromFile}\` names a file that is not read here` };
        if (!settings.environment.has(name))
            continue;
        const text = settings.environment.get(name);
        if (text === undefined)
            return { kind: "waits", why: `\`${name}\` is taken from the environment of the deploy` };
        if (text.value !== "")
            return { kind: "set", value: text.value, by: `\`${name}\`` };
    }
    return undefined;
}
/** The value of the last of some flags. A name with a space is a flag whose value starts with the second part. */
function flag(words, names = []) {
    return flags(words, names).at(-1);
}
/** The values of all of some flags. */
function flags(words, names) {
    return words.flatMap((word, index) => names.flatMap((name) => {
        const [first, second] = name.split(" ");
        const value = second === undefined
            ? following(words, index, name)
            : word === first
                ? assigned(words[index + 1], second)
                : undefined;
        return value === undefined ? [] : [{ kind: "set", value, by: `\`${name}\`` }];
    }));
}
function following(words, index, name) {
    return words[index] === name ? words[index + 1] : assigned(words[index], name);
}
function assigned(word, name) {
    return word?.startsWith(`${name}=`) ? word.slice(name.length + 1) : undefined;
}
/** Whether a flag without a value is given; `--flag=false` takes it back. */
function isGiven(words, names) {
    return words.some((word) => names.some((name) => word === name || (word.startsWith(`${name}=`) && word !== `${name}=false`)));
}
/** Whether a word that is no flag's value is nothing but a variable: it may hold any flags. */
function holdsUnreadFlags(words) {
    return words.some((word, at) => {
        const before = words[at - 1] ?? "";
        return /^\$[\w{]\w*\}?$/.test(showUnknown(word)) && (!before.startsWith("-") || before.includes("="));
    });
}
/** Why a value cannot be used: it waits for a variable of the stack file, or for one of the container's shell. */
function waitsFor({ value, by }) {
    const names = unknownNames(value).map((name) => `\`${name}\``);
    if (hasUnknown(value))
        return `${by} depends on ${names.join(", ")}, which is not set here`;
    return value.includes("$") ? `${by} depends on a variable of the container's shell` : undefined;
}

;// CONCATENATED MODULE: ./build/src/persistence/facts/paths.js
/** Paths in a container whose loss is no loss of data. Collected from stack files, 2026-08. */
const DISPOSABLE_TARGETS = [
    { pattern: /^\/(var\/)?tmp(\/|$)/, why: "temporary files" },
    { pattern: /^\/(var\/)?run(\/|$)/, why: "sockets and process ids" },
    { pattern: /^\/dev\/shm$/, why: "shared memory" },
    { pattern: /(^|\/)(\.?cache|tmp|temp)(\/|$)/, why: "a cache or temporary files, by its name" },
    { pattern: /^\/var\/cache(\/|$)/, why: "a cache" },
    { pattern: /^\/var\/log(\/|$)/, why: "log files" },
    { pattern: /\/logs?(\/|$)/, why: "log files, by its name" },
    { pattern: /\/(node_modules|__pycache__|\.npm|\.m2)(\/|$)/, why: "packages that are fetched or built again" },
    { pattern: /^\/var\/lib\/nginx(\/|$)/, why: "buffers of nginx" },
    { pattern: /^\/usr\/share\/nginx\/html$/, why: "a site that is deployed, not written" },
    { pattern: /^\/etc\/nginx(\/|$)/, why: "configuration" },
    { pattern: /^\/docker-entrypoint(-initdb|-preinitdb)?\.d(\/|$)/, why: "scripts of the first start" },
    { pattern: /^\/backups?(\/|$)/, why: "copies of data" },
];
/** Endings of files that people mount as configuration. */
const CONFIGURATION_ENDINGS = new Set([
    "conf",
    "cnf",
    "cfg",
    "ini",
    "yml",
    "yaml",
    "json",
    "toml",
    "pem",
    "crt",
    "key",
    "sql",
    "sh",
    "env",
    "properties",
    "xml",
    "htpasswd",
]);
/** Files with such an ending that a program writes: Traefik's and Let's Encrypt clients' certificates. */
const WRITTEN_FILES = new Set(["acme.json"]);
/** Host paths that belong to the system and are mounted to look at the node, never to keep data. */
const SYSTEM_SOURCES = new Set([
    "/",
    "/boot",
    "/dev",
    "/etc/group",
    "/etc/hostname",
    "/etc/hosts",
    "/etc/localtime",
    "/etc/machine-id",
    "/etc/os-release",
    "/etc/passwd",
    "/etc/pki",
    "/etc/resolv.conf",
    "/etc/ssl",
    "/etc/ssl/certs",
    "/etc/timezone",
    "/lib/modules",
    "/proc",
    "/rootfs",
    "/run",
    "/run/containerd/containerd.sock",
    "/run/dbus",
    "/run/docker.sock",
    "/run/log/journal",
    "/run/udev",
    "/sys",
    "/tmp/.X11-unix",
    "/usr/share/zoneinfo",
    "/usr/src",
    "/var/lib/docker",
    "/var/lib/docker/containers",
    "/var/lib/docker/volumes",
    "/var/log",
    "/var/log/journal",
    "/var/run",
    "/var/run/docker.sock",
    "/var/run/podman/podman.sock",
]);
/** File systems of the kernel: everything below them is the node's, never data. */
const KERNEL_TREES = ["/dev", "/proc", "/sys"];
/** Where people mount network file systems. A name proves nothing. */
const SHARED_LOOKING = [
    "/mnt/nfs",
    "/mnt/efs",
    "/mnt/gluster",
    "/mnt/glusterfs",
    "/mnt/ceph",
    "/mnt/cephfs",
    "/mnt/shared",
    "/mnt/moosefs",
    "/mnt/lizardfs",
    "/mnt/juicefs",
    "/mnt/seaweed",
    "/nfs",
    "/efs",
    "/gluster",
    "/cephfs",
    "/srv/nfs",
    "/net",
    "/shared",
];

;// CONCATENATED MODULE: ./build/src/persistence/paths.js

/** A POSIX path without empty parts, `.`, `..` where it can go, and a slash at its end. */
function cleanPath(path) {
    const absolute = path.startsWith("/");
    const parts = [];
    for (const part of path.split("/")) {
        if (part === "" || part === ".")
            continue;
        if (part !== "..")
            parts.push(part);
        else if (parts.length > 0 && parts.at(-1) !== "..")
            parts.pop();
        else if (!absolute)
            parts.push(part);
    }
    return absolute ? `/${parts.join("/")}` : parts.join("/") || ".";
}
/** Whether a mount at one path holds a directory: it is the directory, or one above it. */
function covers(mountTarget, directory) {
    const target = cleanPath(mountTarget);
    const inner = cleanPath(directory);
    return target === inner || inner.startsWith(target === "/" ? "/" : `${target}/`);
}
/**
 * Whether a path in a container is a cache, a log, or the like, by its name. A data directory of the image goes before:
 * Kafka and ZooKeeper keep their records in directories called `logs` and `log`.
 */
function isDisposableTarget(target) {
    const path = cleanPath(target);
    return DISPOSABLE_TARGETS.some(({ pattern }) => pattern.test(path));
}
/** Whether a mount brings a configuration file: its target, or the host path behind it, is a single such file. */
function isConfigLike(target, source) {
    return isConfigurationFile(target) || (source !== undefined && isConfigurationFile(source));
}
function isConfigurationFile(path) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const dot = name.lastIndexOf(".");
    return dot !== -1 && !WRITTEN_FILES.has(name) && CONFIGURATION_ENDINGS.has(name.slice(dot + 1).toLowerCase());
}
/**
 * Whether a host path is the system's own: sockets, devices, logs, Docker's directories. Agents that watch a node mount
 * even `/` or Docker's directories to write; a database that does so is another matter.
 */
function isSystemSource(path) {
    const clean = cleanPath(path);
    return (SYSTEM_SOURCES.has(clean) ||
        KERNEL_TREES.some((tree) => covers(tree, clean)) ||
        /^\/(var\/)?run\/.*\.sock$/.test(clean));
}
/** Whether a host path looks like a mounted network file system, by its name only. */
function looksShared(path) {
    return SHARED_LOOKING.some((prefix) => covers(prefix, path));
}

;// CONCATENATED MODULE: ./build/src/persistence/needs/verdict.js

/** The engine keeps nothing. */
function stateless(why) {
    return { kind: "stateless", why };
}
/** It cannot be told. */
function unknown(why) {
    return { kind: "unknown", why };
}
/** The service itself names the paths. */
function kept({ match }, paths, alsoFine = []) {
    const certain = match.exact && match.family.evidence !== "assumed";
    return { kind: "kept", paths: paths.map((path) => ({ path: cleanPath(path), certain })), alsoFine };
}
/** The paths rest on a guess. */
function guessed(paths, alsoFine = []) {
    return { kind: "kept", paths: paths.map((path) => ({ path, certain: false })), alsoFine };
}

;// CONCATENATED MODULE: ./build/src/persistence/needs/hashicorp.js


/** A server keeps the catalogue and the keys; a client agent only takes part. The image's own command is a development server. */
const consul = ({ settings }) => {
    const { words } = settings;
    if (isGiven(words, ["-dev", "--dev"]))
        return stateless("a development server keeps everything in memory");
    const local = variable(settings, ["CONSUL_LOCAL_CONFIG"]);
    const inline = local?.kind === "set" ? local.value : "";
    const server = words.some((word) => /^--?(server|bootstrap|bootstrap-expect)(=|$)/.test(word) && !word.endsWith("=false"));
    if (server || /"server"\s*:\s*true/.test(inline))
        return undefined;
    return unknown("whether it is a server or a client agent is not said in its command");
};
/** The storage stanza, in JSON or in HCL: its kind and what it holds. */
const STORAGE = /"?\b(?:storage|backend)"?\s*[:=]?\s*\{?\s*"(\w+)"\s*:?\s*\{([^}]*)\}/;
/** The image's own command is a development server; a real one finds its storage in a configuration. */
const vault = (context) => {
    const { settings } = context;
    if (isGiven(settings.words, ["-dev", "--dev"]))
        return stateless("a development server keeps everything in memory");
    const local = variable(settings, ["VAULT_LOCAL_CONFIG", "BAO_LOCAL_CONFIG"]);
    if (local?.kind === "waits")
        return unknown(local.why);
    const [, kind, body = ""] = local?.value.match(STORAGE) ?? [];
    if (kind === undefined)
        return unknown("its storage is named only in a configuration file");
    if (kind !== "file" && kind !== "raft")
        return stateless("its storage is in another service, or in memory");
    const path = body.match(/"?path"?\s*[:=]\s*"([^"]+)"/)?.[1];
    if (path === undefined)
        return unknown("its storage has no path");
    const waits = waitsFor({ value: path, by: "the path of its storage" });
    return waits === undefined ? kept(context, [path]) : unknown(waits);
};

;// CONCATENATED MODULE: ./build/src/persistence/needs/messaging.js


/** Only JetStream keeps messages. The image's own configuration leaves it off; another file may turn it on. */
const nats = (context) => {
    const { words } = context.settings;
    const file = flag(words, ["-c", "--config", "-config"]);
    if (!isGiven(words, ["-js", "--js", "--jetstream", "-jetstream"])) {
        if (file)
            return unknown("only its configuration file says whether it keeps messages (JetStream)");
        return stateless("it keeps no messages without JetStream");
    }
    const directory = flag(words, ["-sd", "--sd", "--store_dir", "-store_dir"]);
    if (directory?.kind !== "set")
        return file ? guessed(context.layout.directories) : undefined;
    const waits = waitsFor(directory);
    if (waits !== undefined)
        return unknown(waits);
    const path = directory.value.startsWith("/") ? directory.value : `/${directory.value}`;
    return kept(context, [path], [`${path}/jetstream`]);
};
/** Settings of the process, not of the server's configuration. */
const KAFKA_PROCESS = /^KAFKA_(HEAP_OPTS|OPTS|JVM_|JMX_|LOG4J_|GC_)/;
/** The image's server.properties names one directory; a single variable replaces that file, and the code's default names another. */
const kafka = (context) => {
    const { environment } = context.settings;
    if (variable(context.settings, ["KAFKA_LOG_DIRS", "KAFKA_LOG_DIR"]))
        return undefined;
    const configured = [...environment.keys()].some((name) => name.startsWith("KAFKA_") && !KAFKA_PROCESS.test(name));
    if (!configured)
        return undefined;
    const verdict = kept(context, ["/tmp/kafka-logs"], context.layout.directories);
    return context.settings.envFiles ? guessed(["/tmp/kafka-logs"], context.layout.directories) : verdict;
};

;// CONCATENATED MODULE: ./build/src/persistence/needs/object-stores.js


const SWITCHES = new Set(["--quiet", "-q", "--anonymous", "--json", "--insecure", "--no-compat", "--pre-allocate"]);
/** The directories are what `server` is given, or MINIO_VOLUMES. */
const minio = (context) => {
    const { settings } = context;
    const { words } = settings;
    const at = words.findIndex((word) => word === "server" || word === "gateway");
    const service = words[at];
    const rest = operands(words.slice(at + 1));
    if (service === "gateway" && rest[0] !== "nas")
        return stateless("a gateway keeps its objects in another service");
    let named = at === -1 ? [] : rest.slice(service === "gateway" ? 1 : 0);
    if (named.length === 0) {
        const volumes = variable(settings, ["MINIO_VOLUMES", "MINIO_ENDPOINTS"]);
        if (volumes?.kind === "waits")
            return unknown(volumes.why);
        named = volumes?.value.split(/\s+/) ?? [];
    }
    if (named.length === 0)
        return unknown("neither its command nor `MINIO_VOLUMES` names a directory");
    const waits = waitsFor({ value: named.join(" "), by: "its command" });
    if (waits !== undefined)
        return unknown(waits);
    return kept(context, named.flatMap(expanded).map(withoutHost));
};
/** Words that are neither options nor their values. */
function operands(words) {
    const found = [];
    for (let index = 0; index < words.length; index++) {
        const word = words[index];
        if (!word.startsWith("-"))
            found.push(word);
        else if (!word.includes("=") && !SWITCHES.has(word))
            index++;
    }
    return found;
}
/** `http://minio{1...4}/data` is `/data` on every node. */
function withoutHost(volume) {
    const path = volume.replace(/^https?:\/\/[^/]+/, "");
    return path.startsWith("/") ? path : `/${path}`;
}
/** `/disk{1...4}` stands for four directories; more than 64 are written as one. */
function expanded(volume) {
    const range = volume.match(/^(.*?)\{(\d+)\.\.\.(\d+)\}(.*)$/);
    if (!range)
        return [volume];
    const [, before = "", first, last, after = ""] = range;
    const count = Number(last) - Number(first) + 1;
    if (count < 1 || count > 64)
        return [before];
    return Array.from({ length: count }, (_, index) => `${before}${Number(first) + index}`).flatMap((start) => expanded(after).map((end) => start + end));
}
const REMOTE_DRIVER = /^REGISTRY_STORAGE_(S3|GCS|AZURE|SWIFT|OSS|INMEMORY)(_|$)/;
/** A registry with another storage driver, or one that only caches another, keeps nothing of its own. */
const registry = ({ settings }) => {
    const proxy = variable(settings, ["REGISTRY_PROXY_REMOTEURL"]);
    if (proxy) {
        const waits = proxy.kind === "waits" ? proxy.why : proxy.value.startsWith("http") ? undefined : waitsFor(proxy);
        return waits === undefined ? stateless("it is a cache of another registry") : unknown(waits);
    }
    const storage = variable(settings, ["REGISTRY_STORAGE"]);
    if (storage) {
        const waits = storage.kind === "waits" ? storage.why : waitsFor(storage);
        if (waits !== undefined)
            return unknown(waits);
        if (storage.kind === "set" && storage.value !== "filesystem")
            return stateless("`REGISTRY_STORAGE` puts the images elsewhere");
    }
    const driver = [...settings.environment.keys()].find((name) => REMOTE_DRIVER.test(name));
    return storage === undefined && driver !== undefined
        ? stateless(`\`${driver}\` puts the images elsewhere`)
        : undefined;
};

;// CONCATENATED MODULE: ./build/src/persistence/needs/stores.js



const told = (setting) => setting?.kind === "set" ? setting.value : undefined;
/**
 * Snapshots are on and the append-only file is off unless told otherwise, so that `--save ""` turns persistence off as
 * long as nothing turns the file on. A configuration file could.
 */
const redis = ({ match: { family }, settings }) => {
    const extra = variable(settings, ["REDIS_ARGS", "VALKEY_EXTRA_FLAGS"]);
    if (extra?.kind === "waits")
        return unknown(extra.why);
    if (extra && !extra.value.startsWith("-") && hasUnknown(extra.value))
        return unknown(waitsFor(extra) ?? "");
    const words = [...settings.words, ...(extra ? [extra.value] : [])].flatMap(apart);
    if (isGiven(words, ["--sentinel"]))
        return stateless("a Sentinel watches other servers and keeps no records");
    if (family.id.startsWith("bitnami-"))
        return bitnamiRedis(family.id === "bitnami-redis" ? "REDIS" : "VALKEY", settings);
    const at = words.lastIndexOf("--save");
    const points = words[at + 1] ?? "";
    const appendOnly = flag(words, ["--appendonly"]);
    const file = told(appendOnly);
    if (file === "yes")
        return undefined;
    const waits = at === -1 ? undefined : waitsFor({ value: points, by: "`--save`" });
    if (waits !== undefined)
        return unknown(waits);
    if (at === -1 || (points !== "" && !points.startsWith("--")))
        return undefined;
    const open = appendOnly?.kind === "set" ? waitsFor(appendOnly) : undefined;
    if (open !== undefined)
        return unknown(open);
    if (file === undefined && words.some((word) => word.endsWith(".conf")))
        return undefined;
    return stateless(PERSISTENCE_OFF);
};
const PERSISTENCE_OFF = "its persistence is turned off";
function bitnamiRedis(prefix, settings) {
    const file = told(variable(settings, [`${prefix}_AOF_ENABLED`]));
    const snapshots = told(variable(settings, [`${prefix}_RDB_POLICY_DISABLED`]));
    return file === "no" && snapshots === "yes" ? stateless(PERSISTENCE_OFF) : undefined;
}
/** The server joins its arguments and splits them again: `--save ""` may be one word. */
function apart(word) {
    return /^--\S+\s/.test(word) ? word.split(/\s+/).map((part) => part.replace(/^(["'])(.*)\1$/, "$2")) : [word];
}
/** A configuration server has a directory of its own; a storage engine in memory has none. */
const mongodb = (context) => {
    const { words } = context.settings;
    const engine = told(flag(words, ["--storageEngine"]));
    if (engine === "inMemory" || engine === "ephemeralForTest")
        return stateless("its storage engine keeps everything in memory");
    const server = isGiven(words, ["--configsvr"]) && flag(words, ["--dbpath"]) === undefined;
    return server ? kept(context, ["/data/configdb"]) : undefined;
};
/** `--store` takes fields, of which one may be the path, and may be given for each disk. */
const cockroach = (context) => {
    if (!context.given)
        return unknown("the image does nothing without a command");
    const stores = flags(context.settings.words, ["--store", "-s"]).map(told);
    if (stores.length === 0 || stores.some((store) => store === undefined || hasUnknown(store) || store.includes("$")))
        return undefined;
    const fields = stores.map((store) => store.split(","));
    const disks = fields.filter((parts) => !parts.includes("type=mem"));
    if (disks.length === 0)
        return stateless("its stores are in memory");
    const paths = disks.map((parts) => (parts.find((part) => part.startsWith("path=")) ?? parts[0] ?? "").replace(/^path=/, ""));
    return kept(context, paths.map((path) => (path.startsWith("/") ? path : `/cockroach/${path}`)));
};
/** A store in files: the kind of store, and the path. */
const SURREAL_FILE = /^(?:rocksdb|surrealkv|surrealkv\+versioned|speedb|file):(?:\/\/)?(.+)$/;
/** The data is where an operand of `start` says; without one it is in memory. */
const surrealdb = (context) => {
    const { settings } = context;
    const { words } = settings;
    const named = words.find((word) => SURREAL_FILE.test(word));
    const open = words.find((word, at) => hasUnknown(word) && !word.startsWith("-") && !words[at - 1]?.startsWith("-"));
    const value = named ?? open;
    const path = value === undefined ? variable(settings, ["SURREAL_PATH"]) : { kind: "set", value, by: "its command" };
    if (path?.kind === "waits")
        return unknown(path.why);
    const file = path?.value.match(SURREAL_FILE)?.[1];
    const waits = path && waitsFor({ value: file ?? path.value, by: path.by });
    if (waits !== undefined)
        return unknown(waits);
    if (file === undefined)
        return stateless("without the path of a file it keeps everything in memory or in another service");
    return kept(context, [file.startsWith("/") ? file : `/${file}`]);
};
/** Version 3 may keep its files in an object store, or nowhere. */
const influxdb = ({ settings }) => {
    const store = flag(settings.words, ["--object-store"]) ?? variable(settings, ["INFLUXDB3_OBJECT_STORE"]);
    if (store === undefined)
        return undefined;
    if (store.kind === "waits")
        return unknown(store.why);
    const waits = waitsFor(store);
    if (waits !== undefined)
        return unknown(waits);
    if (store.value === "file")
        return undefined;
    return stateless(store.value.startsWith("memory") ? "it keeps everything in memory" : "its files are in an object store");
};
/** An agent holds samples only until they are sent. */
const prometheus = ({ settings: { words } }) => {
    const features = flags(words, ["--enable-feature"]).flatMap((feature) => told(feature)?.split(",") ?? []);
    if (!isGiven(words, ["--agent"]) && !features.includes("agent"))
        return undefined;
    return stateless("in agent mode it sends its samples on and keeps only what is not sent yet");
};
/** Only `standalone` keeps files; the other components keep theirs in etcd and an object store. */
const milvus = ({ settings: { words } }) => {
    const component = words[words.indexOf("run") + 1];
    if (!words.includes("run") || component === "standalone")
        return undefined;
    return stateless("its records are in etcd and an object store");
};

;// CONCATENATED MODULE: ./build/src/persistence/needs/web.js




const RESOLVER_FLAG = /^--?(?:certificatesresolvers\.[^.=]+\.acme|acme)(?=[.=]|$)/i;
const RESOLVER_VARIABLE = /^TRAEFIK_(?:CERTIFICATESRESOLVERS_.+_ACME|ACME)(?=_|$)/i;
const KEY_VALUE_STORES = ["--consul", "--etcd", "--etcdv3", "--zookeeper", "--boltdb", "--dynamodb"];
/** It keeps certificates, and only with an ACME resolver, whose storage file then is the data. */
const traefik = (context) => {
    const { words, environment } = context.settings;
    const names = [...environment.keys()];
    const resolvers = new Set([
        ...words.flatMap((word) => word.match(RESOLVER_FLAG)?.[0] ?? []),
        ...names.flatMap((name) => name.match(RESOLVER_VARIABLE)?.[0] ?? []),
    ]);
    const keyValue = words.some((word) => KEY_VALUE_STORES.some((store) => word === store || word.startsWith(`${store}.`)));
    if (resolvers.size === 0)
        return keyValue ? unknown("its configuration is in a key-value store") : withoutResolver(context);
    if (keyValue)
        return stateless("its certificates are in a key-value store");
    const files = [];
    for (const resolver of resolvers) {
        const storage = storageOf(resolver, context);
        if (storage?.kind === "waits")
            return unknown(storage.why);
        const waits = storage && waitsFor(storage);
        if (waits !== undefined)
            return unknown(waits);
        const file = storage?.value || "acme.json";
        files.push(cleanPath(file.startsWith("/") ? file : `/${file}`));
    }
    return kept(context, files.map(directoryOf), files);
};
/** A file in the root directory stands for itself: nobody mounts `/`. */
function directoryOf(file) {
    const directory = file.slice(0, file.lastIndexOf("/"));
    return directory === "" ? file : directory;
}
function storageOf(resolver, { settings }) {
    if (!resolver.startsWith("-"))
        return variable(settings, [`${resolver}_STORAGE`]);
    const name = settings.words.find((word) => word.toLowerCase().startsWith(`${resolver.toLowerCase()}.storage`));
    return name === undefined
        ? undefined
        : flags(settings.words, [name.slice(0, resolver.length + ".storage".length)]).at(-1);
}
function withoutResolver({ settings: { words, environment, envFiles } }) {
    if (words.some((word) => hasUnknown(word) && !word.startsWith("-")))
        return unknown("its flags depend on a variable that is not set here");
    const configured = words.length > 0 || [...environment.keys()].some((name) => name.startsWith("TRAEFIK_"));
    const file = words.some((word) => /^--?(configfile|c)(=|$)/i.test(word));
    if (!configured || file || envFiles)
        return unknown("only its configuration file says whether it keeps certificates (ACME)");
    return stateless("no certificate resolver is configured");
}
/**
 * With a database service the directory still holds the key that encrypts its credentials, unless the key is given, and
 * files of executions, if they are kept as such.
 */
const n8n = ({ settings, layout }) => {
    const type = variable(settings, ["DB_TYPE"]);
    if (type === undefined)
        return settings.envFiles ? unknown("an `env_file`, which is not read here, may set `DB_TYPE`") : undefined;
    if (type.kind === "waits")
        return unknown(type.why);
    const waits = waitsFor(type);
    if (waits !== undefined)
        return unknown(waits);
    if (type.value === "sqlite")
        return undefined;
    const key = ["N8N_ENCRYPTION_KEY", "N8N_ENCRYPTION_KEY_FILE"].some((name) => settings.environment.has(name));
    const files = variable(settings, ["N8N_DEFAULT_BINARY_DATA_MODE"]);
    if (files?.kind === "set" && files.value === "filesystem")
        return undefined;
    if (key)
        return stateless("`DB_TYPE` puts the records into another service, and the encryption key is given");
    if (settings.envFiles)
        return unknown("an `env_file`, which is not read here, may set `N8N_ENCRYPTION_KEY`");
    return variable(settings, ["N8N_USER_FOLDER"]) ? undefined : guessed(layout.directories);
};
/** Without a database it falls back to SQLite, beside the attachments. */
const redmine = (context) => {
    const { settings, layout, match } = context;
    const named = variable(settings, ["REDMINE_DB_MYSQL", "REDMINE_DB_POSTGRES", "REDMINE_DB_SQLSERVER"]);
    if (named)
        return undefined;
    const certain = match.certain && !settings.envFiles;
    const paths = [...layout.directories, "/usr/src/redmine/sqlite"];
    return certain ? kept(context, paths) : guessed(paths);
};
/** Uploads go to MongoDB unless the setting, or an administrator, says otherwise. */
const rocketchat = ({ settings }) => {
    const type = variable(settings, ["OVERWRITE_SETTING_FileUpload_Storage_Type", "FileUpload_Storage_Type"]);
    if (type === undefined)
        return unknown("uploads go to MongoDB unless its settings name the file system");
    if (type.kind === "waits")
        return unknown(type.why);
    const waits = waitsFor(type);
    if (waits !== undefined)
        return unknown(waits);
    return type.value === "FileSystem" ? undefined : stateless("uploads are kept in another service");
};

;// CONCATENATED MODULE: ./build/src/persistence/needs/engines.js





/** The conditions of single engines that a table cannot hold. */
const ENGINES = {
    redis: redis,
    mongodb: mongodb,
    cockroach: cockroach,
    surrealdb: surrealdb,
    influxdb: influxdb,
    nats: nats,
    kafka: kafka,
    consul: consul,
    vault: vault,
    prometheus: prometheus,
    minio: minio,
    registry: registry,
    traefik: traefik,
    n8n: n8n,
    redmine: redmine,
    rocketchat: rocketchat,
    milvus: milvus,
};

;// CONCATENATED MODULE: ./build/src/persistence/facts/programs.js
/** Names between spaces, on as many lines as it takes. */
function words(...lines) {
    return new Set(lines.flatMap((line) => line.split(" ")));
}
/**
 * Programs that use a database image's tools without starting the engine: clients, backup and set-up jobs,
 * coordinators without records. File names without `.sh`, from the engines' documentation, 2026-08.
 */
const CLIENT_PROGRAMS = words(
// PostgreSQL
"psql pg_dump pg_dumpall pg_restore pg_isready pg_basebackup pg_receivewal pgbench createdb dropdb", "createuser vacuumdb reindexdb", 
// MySQL, MariaDB
"mysql mysqldump mysqladmin mysqlsh mysqlcheck mysqlimport mysqlbinlog mysqlslap mysqlpump mariadb", "mariadb-dump mariadb-admin mariadb-backup mariadb-check mariabackup xtrabackup garbd", 
// MongoDB
"mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat mongotop mongofiles mongos", "bsondump", 
// Redis and its kin
"redis-cli redis-benchmark redis-sentinel valkey-cli valkey-benchmark valkey-sentinel keydb-cli", "keydb-sentinel", 
// Others
"influx clickhouse-client clickhouse-local clickhouse-backup cqlsh nodetool sstableloader cypher-shell", "arangosh arangodump arangorestore arangoimport couchbase-cli cbbackupmgr cbq sqlcmd bcp sqlplus etcdctl", "etcdutl zkcli zookeeper-shell rabbitmqctl rabbitmqadmin rabbitmq-diagnostics connect-distributed", "connect-standalone schema-registry-start rpk mosquitto_pub mosquitto_sub mosquitto_passwd mc promtool", "amtool logcli ldapsearch ldapadd ldapmodify ldappasswd elasticsearch-setup-passwords", "elasticsearch-reset-password elasticsearch-certutil elasticsearch-create-enrollment-token influxd-ctl wp", "occ drush docker");
/** Beginnings of client programs: the tools of Kafka, with the server's own start script as the exception. */
const CLIENT_PREFIXES = ["kafka-"];
/** Programs that wait, or run others by the clock, and never start an engine. */
const IDLE_PROGRAMS = words("sleep tail cat true false echo cron crond supercronic go-cron");
/** Programs that prepare or wrap up in a script and say nothing about what it is for. */
const HELPER_PROGRAMS = words("[ [[ apk apt apt-get awk basename bzip2 cd chgrp chmod chown cp curl cut date dig dirname env exit", "export find getent grep gunzip gzip head hostname id install kill ln ls mkdir mktemp mv nc nslookup", "openssl ping printf ps pwd read rm sed seq set shift sort stat sync tar tee test touch tr trap", "ulimit umask uname unset wait wc wget whoami xargs xz yum zip zstd : crontab local return break", "continue let");
/** Programs that start another: how many words of their own follow, besides options. */
const WRAPPERS = new Map([
    ["tini", 0],
    ["docker-init", 0],
    ["dumb-init", 0],
    ["catatonit", 0],
    ["exec", 0],
    ["command", 0],
    ["nohup", 0],
    ["time", 0],
    ["env", 0],
    ["nice", 0],
    ["ionice", 0],
    ["setpriv", 0],
    ["sudo", 0],
    ["gosu", 1],
    ["su-exec", 1],
    ["timeout", 1],
]);
/** Options of wrappers that take the next word as their value. */
const WRAPPER_OPTIONS = new Set(["-n", "-c", "-u", "-g", "-k", "-s", "-e"]);

;// CONCATENATED MODULE: ./build/src/persistence/needs/script.js
/**
 * The simple commands of a shell script, each as its words, as far as they can be told without running it.
 * A word keeps `$` where the shell would put a value, so that nobody takes it for a path.
 */
function commandsOf(script) {
    const reader = new ScriptReader(script);
    reader.read();
    return reader.commands.map(withoutKeywords).filter((words) => words.length > 0);
}
const KEYWORDS = new Set(["if", "then", "elif", "else", "fi", "while", "until", "do", "done", "esac", "!", "{", "}"]);
const LISTS = new Set(["for", "case", "select", "function"]);
/** Without reserved words and assignments; empty for the head of a loop over words. */
function withoutKeywords(words) {
    let start = 0;
    while (start < words.length && (KEYWORDS.has(words[start]) || isAssignment(words[start])))
        start++;
    return LISTS.has(words[start] ?? "") ? [] : words.slice(start);
}
/** `NAME=value` before a command. */
function isAssignment(word) {
    return /^[A-Za-z_]\w*=/.test(word);
}
class ScriptReader {
    commands = [];
    words = [];
    word;
    /** The next word is where a redirection goes, or ends a text that follows. */
    redirected = "no";
    /** The line that ends the text after this line. */
    textEnd;
    at = 0;
    text;
    constructor(text) {
        this.text = text;
    }
    read() {
        while (this.at < this.text.length)
            this.step();
        this.endCommand();
    }
    step() {
        const char = this.text[this.at];
        if (char === "\\")
            this.escape();
        else if (char === "'" || char === '"')
            this.quoted(char);
        else if (char === "`")
            this.substitution("`");
        else if (char === "$" && this.text[this.at + 1] === "(")
            this.substitution(")");
        else if (char === "#" && this.word === undefined)
            this.comment();
        else if (char === ">" || char === "<")
            this.redirection();
        else
            this.plain(char);
    }
    plain(char) {
        this.at++;
        if ("\n;|&()".includes(char)) {
            this.endCommand();
            if (char === "\n")
                this.skipText();
        }
        else if (/\s/.test(char))
            this.endWord();
        else
            this.word = (this.word ?? "") + char;
    }
    /** What stands between `<<END` and `END` is not for the shell. */
    skipText() {
        const end = this.textEnd;
        this.textEnd = undefined;
        while (end !== undefined && this.at < this.text.length) {
            const stop = this.text.indexOf("\n", this.at);
            const line = this.text.slice(this.at, stop === -1 ? undefined : stop);
            this.at = stop === -1 ? this.text.length : stop + 1;
            if (line.trim() === end)
                return;
        }
    }
    escape() {
        const next = this.text[this.at + 1];
        this.at += 2;
        if (next !== undefined && next !== "\n")
            this.word = (this.word ?? "") + next;
    }
    quoted(quote) {
        let value = "";
        for (this.at++; this.at < this.text.length && this.text[this.at] !== quote; this.at++) {
            const escaped = quote === '"' && this.text[this.at] === "\\" && '"\\$`'.includes(this.text[this.at + 1] ?? " ");
            if (escaped)
                this.at++;
            value += this.text[this.at];
        }
        this.at++;
        this.word = (this.word ?? "") + value;
    }
    /** What a command prints: unknown here, and the command itself only feeds the other one. */
    substitution(close) {
        let depth = 1;
        this.at += close === ")" ? 2 : 1;
        for (; this.at < this.text.length && depth > 0; this.at++) {
            const char = this.text[this.at];
            if (char === close)
                depth--;
            else if (char === "(" && close === ")")
                depth++;
        }
        this.word = `${this.word ?? ""}$`;
    }
    comment() {
        while (this.at < this.text.length && this.text[this.at] !== "\n")
            this.at++;
    }
    redirection() {
        if (/^\d+$/.test(this.word ?? ""))
            this.word = undefined;
        this.endWord();
        const start = this.at;
        while (/[<>&|-]/.test(this.text[this.at] ?? ""))
            this.at++;
        this.redirected = /^<<-?$/.test(this.text.slice(start, this.at)) ? "text" : "file";
    }
    endWord() {
        if (this.word === undefined)
            return;
        if (this.redirected === "no")
            this.words.push(this.word);
        else if (this.redirected === "text")
            this.textEnd = this.word;
        this.redirected = "no";
        this.word = undefined;
    }
    endCommand() {
        this.endWord();
        this.redirected = "no";
        if (this.words.length > 0)
            this.commands.push(this.words);
        this.words = [];
    }
}

;// CONCATENATED MODULE: ./build/src/persistence/needs/process.js



/** What runs, told from the entrypoint and the command. */
function processOf(family, service) {
    const entrypoint = service.entrypoint.map(({ value }) => value);
    const command = service.command.map(({ value }) => value);
    if (entrypoint.length === 0 && command.length === 0) {
        return { kind: "engine", words: family.defaultCommand ?? [], given: false };
    }
    if (entrypoint.length === 0)
        return new Reader(family, false).read(command);
    const read = new Reader(family, true).read([...entrypoint, ...command]);
    return read.kind === "job" && read.idle ? process_unknown("its entrypoint is replaced") : read;
}
const UNTOLD = "it runs a script whose purpose cannot be told";
const process_unknown = (why) => ({ kind: "unknown", why });
const SHELLS = new Set(["sh", "bash", "ash", "dash", "su"]);
const CONFIGURATION_FILE = /\.(conf|cnf|cfg|ini|ya?ml|toml|json|properties)$/;
class Reader {
    family;
    /** The image's own entrypoint does not see the words: they are programs, not sub-commands or options. */
    replaced;
    constructor(family, replaced) {
        this.family = family;
        this.replaced = replaced;
    }
    read(all) {
        const words = unwrap(all);
        const first = words[0];
        if (first === undefined)
            return this.asEngine([]);
        if (hasUnknown(first)) {
            const names = unknownNames(first).map((variable) => `\`${variable}\``);
            return process_unknown(`what it runs depends on ${names.join(", ")}, which is not set here`);
        }
        // Redpanda's documentation writes `redpanda start` as one word.
        const name = fileName(first.split(" ")[0]);
        if (isImageEntrypoint(first, this.family))
            return new Reader(this.family, false).read(words.slice(1));
        if (this.isEngine(first, name))
            return this.unlessJob(words);
        if (!this.replaced) {
            if (first.startsWith("-") || CONFIGURATION_FILE.test(first))
                return this.asEngine(words);
            if (this.family.subcommands?.includes(first))
                return this.asEngine(words);
            if (this.family.jobs?.includes(first))
                return this.asJob(first);
        }
        if (SHELLS.has(name))
            return this.shell(words);
        if (isClient(name) || IDLE_PROGRAMS.has(name))
            return this.asJob(name);
        return process_unknown(this.replaced ? "its entrypoint is replaced" : "its command runs something else than the image's program");
    }
    asEngine(words) {
        return { kind: "engine", words, given: true };
    }
    asJob(name) {
        const why = `it runs \`${name}\` and not the ${this.family.title} server`;
        return { kind: "job", why, idle: IDLE_PROGRAMS.has(name) };
    }
    isEngine(first, name) {
        if (first.startsWith("/opt/bitnami/scripts/") && name === "run.sh")
            return true;
        return this.family.programs?.includes(name) ?? false;
    }
    /** `cockroach sql`: the engine's program, another purpose. */
    unlessJob(words) {
        const next = words[1];
        const other = next !== undefined && this.family.jobs?.includes(next);
        return other ? this.asJob(`${fileName(words[0])} ${next}`) : this.asEngine(words);
    }
    shell(words) {
        const flag = words.findIndex((word) => /^-[a-z]*c$/.test(word));
        const script = flag === -1 ? undefined : words[flag + 1];
        if (script === undefined)
            return process_unknown("it runs a shell or a script that is not in the stack file");
        return this.script(script);
    }
    /** A script that starts the engine anywhere is the engine; one that only calls clients, or only waits, is a job. */
    script(script) {
        const inner = new Reader(this.family, true);
        let client;
        let idle = false;
        let tool = false;
        let opaque = false;
        for (const words of commandsOf(script).map(unwrap)) {
            const first = words[0];
            if (first === undefined || HELPER_PROGRAMS.has(fileName(first)))
                continue;
            const running = inner.read(words);
            if (running.kind === "engine")
                return running;
            if (running.kind === "unknown") {
                opaque ||= isScript(first);
                tool = true;
            }
            else if (running.idle)
                idle = true;
            else
                client ??= running;
        }
        if (opaque)
            return process_unknown(UNTOLD);
        if (client)
            return client;
        if (!idle || tool)
            return process_unknown(UNTOLD);
        return { kind: "job", why: `its script does not start the ${this.family.title} server`, idle };
    }
}
/** A file that could start anything, in contrast to a tool in the PATH such as `aws` or `restic`. */
function isScript(word) {
    return (word === "." ||
        word === "source" ||
        /\.(sh|py|js|pl|rb)$/.test(word) ||
        (word.includes("/") && !/\/s?bin\//.test(word)) ||
        word.includes("$") ||
        hasUnknown(word));
}
function isClient(name) {
    const plain = name.replace(/\.sh$/, "").toLowerCase();
    if (CLIENT_PROGRAMS.has(plain))
        return true;
    return plain !== "kafka-server-start" && CLIENT_PREFIXES.some((prefix) => plain.startsWith(prefix));
}
/** The image's own start script: what follows is what the image would be given as its command. */
function isImageEntrypoint(word, { entrypoint }) {
    const name = fileName(word);
    if (name === "docker-entrypoint.sh" || name === "docker-php-entrypoint" || word === entrypoint)
        return true;
    return word.startsWith("/opt/bitnami/scripts/") && name === "entrypoint.sh";
}
/** The words without programs that only start another. */
function unwrap(all) {
    let words = all;
    for (;;) {
        const name = fileName(words[0] ?? "");
        const own = WRAPPERS.get(name);
        const waits = own === undefined && /^(wait-for|dockerize)/.test(name) ? words.indexOf("--") : -1;
        if (own === undefined && waits === -1)
            return words;
        words = own === undefined ? words.slice(waits + 1) : afterOptions(words.slice(1), own);
    }
}
function afterOptions(words, own) {
    let index = 0;
    for (; index < words.length; index++) {
        const word = words[index];
        if (word === "--") {
            index++;
            break;
        }
        if (WRAPPER_OPTIONS.has(word))
            index++;
        else if (!word.startsWith("-") && !isAssignment(word))
            break;
    }
    return words.slice(index + own);
}
function fileName(word) {
    return word.slice(word.lastIndexOf("/") + 1);
}

;// CONCATENATED MODULE: ./build/src/persistence/data-needs.js





/** What the service must keep, from its image, environment and command. Mounted configuration files are not seen. */
function dataNeeds(match, service) {
    const { family, layout } = match;
    const nothing = (state, why) => {
        return { state, why, directories: [], alsoFine: [], nfs: family.nfs };
    };
    if (layout === undefined)
        return nothing("stateless", `${family.title} keeps nothing`);
    const running = processOf(family, service);
    if (running.kind === "job")
        return nothing("stateless", running.why);
    if (running.kind === "unknown")
        return nothing("unknown", running.why);
    const { environment, envFiles = [] } = service;
    const settings = { environment, words: running.words, envFiles: envFiles.length > 0 };
    const context = { match, layout, settings, given: running.given };
    const verdict = (family.logic && ENGINES[family.logic](context)) ?? byTable(context);
    if (verdict.kind !== "kept")
        return nothing(verdict.kind, verdict.why);
    const directories = withoutInner(verdict.paths).map(({ path, certain }) => describe(path, certain, layout));
    const paths = directories.map(({ path }) => `\`${path}\``).join(" and ");
    return {
        state: "stateful",
        why: `${family.title} keeps its data in ${paths}`,
        directories,
        alsoFine: verdict.alsoFine,
        nfs: nfsClass(context),
    };
}
function byTable(context) {
    const { family } = context.match;
    if (family.configurationOnly !== undefined)
        return { kind: "unknown", why: family.configurationOnly };
    for (const choice of family.choices ?? []) {
        if (choice.frees !== "directory")
            continue;
        const outcome = decide(choice, context.settings);
        if (outcome.kind === "elsewhere")
            return { kind: "stateless", why: outcome.why };
        if (outcome.kind === "waits")
            return { kind: "unknown", why: outcome.why };
    }
    return byPaths(context);
}
/** Where a setting puts the records. The start of a value decides although a password in it is not known. */
function decide(choice, settings) {
    const setting = flag(settings.words, choice.flags) ?? variable(settings, choice.env);
    if (setting === undefined) {
        const name = choice.env?.[0];
        if (!settings.envFiles || name === undefined)
            return { kind: "here" };
        return { kind: "waits", why: `an \`env_file\`, which is not read here, may set \`${name}\`` };
    }
    if (setting.kind === "waits")
        return setting;
    const [start = ""] = showUnknown(setting.value).toLowerCase().split("${");
    if (start === "" || (hasUnknown(setting.value) && !start.includes(":"))) {
        return { kind: "waits", why: waitsFor(setting) ?? "" };
    }
    if (choice.memory?.includes(start))
        return { kind: "elsewhere", why: `${setting.by} keeps everything in memory` };
    const begins = (part) => start === part || (part.endsWith(":") && start.startsWith(part));
    const remote = choice.remote ? choice.remote.some(begins) : !choice.local?.some(begins);
    return remote ? { kind: "elsewhere", why: `${setting.by} puts the records into another service` } : { kind: "here" };
}
function nfsClass({ match: { family }, settings }) {
    for (const choice of family.choices ?? []) {
        if (choice.frees !== "database")
            continue;
        const { kind } = decide(choice, settings);
        if (kind !== "here")
            return kind === "elsewhere" ? (family.nfsWithoutDatabase ?? family.nfs) : "unknown";
    }
    return family.nfs;
}
/** The layout's directories, as the settings with paths move them. */
function byPaths(context) {
    const { match, layout, settings, given } = context;
    const { family } = match;
    const file = configurationFile(context);
    if (file && family.configuration?.effect === "decides") {
        return { kind: "unknown", why: "where it keeps its data is said only in a configuration file" };
    }
    const known = family.evidence !== "assumed" && family.rebuildable === undefined;
    let unread = file || holdsUnreadFlags(settings.words);
    const moved = new Map();
    const added = [];
    for (const setting of family.movedBy ?? []) {
        const found = flag(settings.words, setting.flags) ?? variable(settings, setting.env);
        unread ||= found === undefined && settings.envFiles && setting.env !== undefined && setting.adds !== true;
        if (found === undefined || (found.kind === "set" && found.value === ""))
            continue;
        const paths = pathsOf(found, setting, family.workdir);
        if (typeof paths === "string")
            return { kind: "unknown", why: paths };
        if (setting.adds)
            added.push(...paths);
        else if (!moved.has(setting.moves ?? ""))
            moved.set(setting.moves ?? "", paths);
    }
    const all = moved.get("");
    const defaults = given && layout.withCommand ? layout.withCommand : layout.directories;
    const stay = all ? [] : defaults.filter((path) => !moved.has(path));
    const told = [...moved.values(), added].flat().map((path) => ({ path, certain: match.exact && known }));
    const untold = stay.map((path) => {
        return { path: path.replace("{major}", String(match.major)), certain: match.certain && known && !unread };
    });
    if (told.length + untold.length === 0)
        return { kind: "unknown", why: "nothing says where it keeps its data" };
    return { kind: "kept", paths: [...untold, ...told], alsoFine: all ? [] : (layout.alsoFine ?? []) };
}
/** The paths in a setting's value, or why they cannot be told. */
function pathsOf(found, setting, workdir) {
    if (found.kind === "waits")
        return found.why;
    const waits = waitsFor(found);
    if (waits !== undefined)
        return waits;
    const paths = [];
    for (const part of setting.list ? found.value.split(",") : [found.value]) {
        const text = part.trim();
        if (!text.startsWith("/") && workdir === undefined)
            return `${found.by} is a path below a directory that is not known`;
        const path = cleanPath(text.startsWith("/") ? text : `${workdir}/${text}`);
        if (setting.file)
            paths.push(cleanPath(`${path}/..`));
        else
            paths.push(setting.below === undefined ? path : `${path}/${setting.below}`);
    }
    return paths;
}
/** Whether the command names a configuration file that is not the image's own. */
function configurationFile({ match: { family }, settings: { words } }) {
    const { flags: names, endings, standard } = family.configuration ?? {};
    const named = flag(words, names);
    const files = named?.kind === "set" ? [named.value] : [];
    files.push(...words.filter((word) => !word.startsWith("-") && endings?.some((ending) => word.endsWith(ending))));
    return files.some((file) => !standard?.includes(file));
}
/** Without directories that lie in another one of the list. */
function withoutInner(directories) {
    return directories.filter(({ path }, index) => {
        return !directories.some((other, at) => covers(other.path, path) && (other.path !== path || at < index));
    });
}
function describe(path, certain, { volumes, mountAt }) {
    const around = volumes.filter((volume) => covers(volume, path));
    const imageVolume = around.sort((one, other) => other.length - one.length)[0];
    const documented = mountAt !== undefined && covers(mountAt, path) ? mountAt : path;
    return { path, imageVolume, mountAt: imageVolume ?? documented, certain };
}

;// CONCATENATED MODULE: ./build/src/persistence/facts/stateless.js
/**
 * Images that keep nothing that a restart must find again: a volume of theirs deserves a warning, not an error.
 * A `*` stands for anything, once in a name. Collected from stack files and documentation, 2026-08.
 */
const STATELESS_IMAGES = [
    // Web servers and proxies
    "nginx",
    "httpd",
    "haproxy",
    "envoyproxy/envoy",
    "varnish",
    "kong", // its records are in a database
    "proxysql/proxysql", // a volume at /var/lib/proxysql may still hold settings
    "proxysql",
    "cloudflare/cloudflared",
    "tailscale/tailscale", // a volume at /var/lib/tailscale keeps the node's identity
    "certbot/certbot", // a volume at /etc/letsencrypt keeps certificates
    "quay.io/oauth2-proxy/oauth2-proxy",
    "thomseddon/traefik-forward-auth",
    "*/pgbouncer",
    // Base images and language runtimes
    "alpine",
    "busybox",
    "debian",
    "ubuntu",
    "node",
    "python",
    "golang",
    "ruby",
    "php",
    "openjdk",
    "eclipse-temurin",
    "amazoncorretto",
    "tomcat",
    "jetty",
    "hello-world",
    // Consoles of databases
    "adminer",
    "phpmyadmin",
    "phpmyadmin/phpmyadmin",
    "mongo-express",
    "dpage/pgadmin4", // a volume at /var/lib/pgadmin keeps saved connections
    "redis/redisinsight", // a volume at /data keeps saved connections
    "kibana",
    "docker.elastic.co/kibana/kibana",
    // Exporters, collectors, dashboards without records
    "oliver006/redis_exporter",
    "prometheuscommunity/*",
    "bitnami/*-exporter",
    "prom/node-exporter",
    "quay.io/prometheus/node-exporter",
    "prom/blackbox-exporter",
    "prom/pushgateway",
    "prom/statsd-exporter",
    "gcr.io/cadvisor/cadvisor",
    "google/cadvisor",
    "docker.elastic.co/beats/*",
    "logstash",
    "docker.elastic.co/logstash/logstash",
    "fluent/fluentd",
    "fluent/fluent-bit",
    "timberio/vector",
    "grafana/promtail",
    "grafana/alloy",
    "otel/opentelemetry-collector*",
    "jaegertracing/all-in-one", // in memory
    "openzipkin/zipkin",
    // Agents of the cluster
    "portainer/agent",
    "dockersamples/visualizer",
    "containrrr/watchtower",
    "djmaze/shepherd",
    "swarmpit/agent",
    "tecnativa/docker-socket-proxy",
    "linuxserver/socket-proxy",
    "lscr.io/linuxserver/socket-proxy",
    "ghcr.io/linuxserver/socket-proxy",
    // Test and conversion services
    "traefik/whoami",
    "containous/whoami",
    "hashicorp/http-echo",
    "mailhog/mailhog",
    "axllent/mailpit",
    "sj26/mailcatcher",
    "selenium/*",
    "browserless/chrome",
    "gotenberg/gotenberg",
    // Applications whose records are in a database service
    "umami",
    "ghcr.io/umami-software/umami",
    "hasura/graphql-engine",
    "postgrest/postgrest",
];

;// CONCATENATED MODULE: ./build/src/persistence/facts/family.js
/** The source of rows that nobody looked up. */
const GENERAL_KNOWLEDGE = "general knowledge, not looked up";
/** The shared reason of everything that keeps SQLite files. */
const SQLITE_ON_NFS = "sqlite.org: lockingv3.html advises against files on network file systems, wal.html rules out WAL there";

;// CONCATENATED MODULE: ./build/src/persistence/facts/applications.js

const WEB = ["apache2-foreground", "php-fpm", "apache2ctl"];
/** Web applications and the tools around them. */
const APPLICATIONS = [
    {
        id: "nextcloud",
        entrypoint: "/entrypoint.sh",
        title: "Nextcloud",
        names: ["nextcloud"],
        // The program itself is copied anew at every start, so that `config` and `data` alone are enough.
        layouts: [{ directories: ["/var/www/html/config", "/var/www/html/data"], volumes: ["/var/www/html"] }],
        movedBy: [{ env: ["NEXTCLOUD_DATA_DIR"], moves: "/var/www/html/data" }],
        choices: [{ env: ["MYSQL_HOST", "POSTGRES_HOST"], frees: "database" }],
        programs: WEB,
        singleWriter: false,
        nfs: "discouraged",
        nfsWithoutDatabase: "ok",
        nfsSource: `${SQLITE_ON_NFS}; plain files do well`,
        evidence: "cited",
        source: "nextcloud/docker, 2026-07-23",
    },
    {
        id: "wordpress",
        title: "WordPress",
        names: ["wordpress"],
        notTagWord: "cli",
        layouts: [{ directories: ["/var/www/html"], volumes: ["/var/www/html"], alsoFine: ["/var/www/html/wp-content"] }],
        programs: WEB,
        singleWriter: false,
        nfs: "ok",
        nfsSource: "general knowledge: plain files, the records are in MySQL",
        evidence: "cited",
        source: "docker-library/wordpress, 2026-08-19",
    },
    {
        id: "drupal",
        title: "Drupal",
        names: ["drupal"],
        layouts: [
            {
                directories: ["/opt/drupal/web/sites"],
                volumes: [],
                guess: true, // older images have it below /var/www/html, newer ones link from there
                alsoFine: [
                    "/var/www/html/sites",
                    "/var/www/html/sites/default",
                    "/var/www/html/sites/default/files",
                    "/opt/drupal/web/sites/default",
                    "/opt/drupal/web/sites/default/files",
                ],
            },
        ],
        programs: WEB,
        singleWriter: false,
        nfs: "ok",
        nfsSource: "general knowledge: plain files, the records are in a database",
        evidence: "cited",
        source: "docker-library/docs drupal (the image has no VOLUME), 2026-08-19",
    },
    {
        id: "joomla",
        entrypoint: "/entrypoint.sh",
        title: "Joomla",
        names: ["joomla"],
        layouts: [{ directories: ["/var/www/html"], volumes: ["/var/www/html"] }],
        programs: WEB,
        singleWriter: false,
        nfs: "ok",
        nfsSource: "general knowledge: plain files, the records are in a database",
        evidence: "cited",
        source: "Dockerfile in the image's repository, 2026-04-15",
    },
    {
        id: "matomo",
        entrypoint: "/entrypoint.sh",
        title: "Matomo",
        names: ["matomo"],
        layouts: [{ directories: ["/var/www/html"], volumes: ["/var/www/html"] }],
        programs: WEB,
        singleWriter: false,
        nfs: "ok",
        nfsSource: "general knowledge: plain files, the records are in a database",
        evidence: "cited",
        source: "matomo-org/docker, 2026-05-03",
    },
    {
        id: "mediawiki",
        title: "MediaWiki",
        names: ["mediawiki"],
        layouts: [{ directories: ["/var/www/html/images"], volumes: [] }],
        programs: WEB,
        singleWriter: false,
        nfs: "ok",
        nfsSource: "general knowledge: plain files, the records are in a database",
        evidence: "cited",
        source: "wikimedia/mediawiki-docker (no VOLUME), 2026-07-01",
    },
    {
        id: "ghost",
        programs: ["node"],
        title: "Ghost",
        names: ["ghost"],
        layouts: [{ directories: ["/var/lib/ghost/content"], volumes: ["/var/lib/ghost/content"] }],
        movedBy: [{ env: ["GHOST_CONTENT", "paths__contentPath"] }],
        choices: [{ env: ["database__client"], local: ["sqlite3", "better-sqlite3"], frees: "database" }],
        singleWriter: true,
        nfs: "conditional",
        nfsWithoutDatabase: "ok",
        nfsSource: `${SQLITE_ON_NFS}; it applies with database__client=sqlite3`,
        evidence: "cited",
        source: "docker-library/ghost, 2026-06-12",
    },
    {
        id: "redmine",
        title: "Redmine",
        names: ["redmine"],
        layouts: [{ directories: ["/usr/src/redmine/files"], volumes: ["/usr/src/redmine/files"] }],
        logic: "redmine",
        singleWriter: false,
        nfs: "ok",
        nfsSource: "general knowledge: plain files, the records are in a database unless none is named",
        evidence: "cited",
        source: "docker-library/redmine, 2026-07-21",
    },
    {
        id: "odoo",
        entrypoint: "/entrypoint.sh",
        title: "Odoo",
        names: ["odoo"],
        layouts: [{ directories: ["/var/lib/odoo"], volumes: ["/var/lib/odoo", "/mnt/extra-addons"] }],
        movedBy: [{ flags: ["--data-dir", "-D"] }],
        configuration: { flags: ["--config", "-c"], standard: ["/etc/odoo/odoo.conf"], effect: "may move" },
        programs: ["odoo", "odoo-bin"],
        jobs: ["shell", "scaffold", "db", "populate", "cloc"],
        singleWriter: false,
        nfs: "ok",
        nfsSource: "general knowledge: an attachment store, the records are in PostgreSQL",
        evidence: "cited",
        source: "odoo/docker, 2026-07-23",
    },
    {
        id: "rocketchat",
        title: "Rocket.Chat",
        names: ["rocket.chat", "rocketchat/rocket.chat", "registry.rocket.chat/rocketchat/rocket.chat"],
        layouts: [{ directories: ["/app/uploads"], volumes: ["/app/uploads"] }],
        logic: "rocketchat",
        programs: ["node"],
        singleWriter: false,
        nfs: "ok",
        nfsSource: "general knowledge: plain upload files",
        evidence: "cited",
        source: "RocketChat/Rocket.Chat Dockerfile, 2026-08-18",
    },
    {
        id: "vaultwarden",
        title: "Vaultwarden",
        names: ["vaultwarden/server", "ghcr.io/dani-garcia/vaultwarden", "quay.io/vaultwarden/server"],
        layouts: [{ directories: ["/data"], volumes: ["/data"] }],
        movedBy: [{ env: ["DATA_FOLDER"] }],
        choices: [{ env: ["DATABASE_URL"], remote: ["mysql:", "postgresql:", "postgres:"], frees: "database" }],
        workdir: "/",
        programs: ["start.sh", "vaultwarden"],
        jobs: ["hash", "backup"],
        singleWriter: true,
        nfs: "discouraged",
        nfsWithoutDatabase: "unknown",
        nfsSource: `vaultwarden wiki, running without WAL: network file systems refuse it; ${SQLITE_ON_NFS}`,
        evidence: "cited",
        source: "dani-garcia/vaultwarden Dockerfile, 2026-08-20",
    },
    {
        id: "n8n",
        title: "n8n",
        names: ["n8nio/n8n", "docker.n8n.io/n8nio/n8n", "ghcr.io/n8n-io/n8n"],
        layouts: [{ directories: ["/home/node/.n8n"], volumes: [] }],
        movedBy: [{ env: ["N8N_USER_FOLDER"], below: ".n8n" }],
        logic: "n8n",
        programs: ["n8n"],
        subcommands: ["start"],
        jobs: [
            "worker",
            "webhook",
            "execute",
            "executeBatch",
            "import:workflow",
            "import:credentials",
            "export:workflow",
            "export:credentials",
            "audit",
            "license:clear",
            "user-management:reset",
            "update:workflow",
            "list:workflow",
        ],
        singleWriter: true,
        nfs: "discouraged",
        nfsWithoutDatabase: "unknown",
        nfsSource: SQLITE_ON_NFS,
        evidence: "cited",
        source: "n8n-io/n8n docker/images/n8n Dockerfile (no VOLUME), commit 003abfdc4f53",
    },
    {
        id: "node-red",
        title: "Node-RED",
        names: ["nodered/node-red"],
        layouts: [{ directories: ["/data"], volumes: [] }],
        movedBy: [{ flags: ["--userDir", "-u"] }],
        programs: ["node-red", "npm"],
        subcommands: ["start"],
        singleWriter: true,
        nfs: "ok",
        nfsSource: "general knowledge: a few JSON files",
        evidence: "cited",
        source: "node-red/node-red-docker (no VOLUME), 2026-07-30",
    },
    {
        id: "home-assistant",
        title: "Home Assistant",
        names: ["ghcr.io/home-assistant/home-assistant", "homeassistant/home-assistant"],
        layouts: [{ directories: ["/config"], volumes: [] }],
        movedBy: [{ flags: ["--config", "-c"] }],
        programs: ["hass"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: SQLITE_ON_NFS,
        evidence: "cited",
        source: "home-assistant/core Dockerfile (WORKDIR /config, no VOLUME), commit 005c812f43d6",
    },
    {
        id: "keycloak",
        title: "Keycloak",
        names: ["quay.io/keycloak/keycloak", "keycloak/keycloak"],
        layouts: [{ directories: ["/opt/keycloak/data"], volumes: [], alsoFine: ["/opt/keycloak/data/h2"] }],
        choices: [{ env: ["KC_DB"], flags: ["--db"], local: ["dev-file"], memory: ["dev-mem"], frees: "directory" }],
        configuration: { flags: ["--config-file", "-cf"], effect: "may move" },
        programs: ["kc.sh"],
        subcommands: ["start", "start-dev"],
        jobs: ["build", "export", "import", "show-config", "bootstrap-admin", "tools", "update-compatibility"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: the embedded H2 database locks its files",
        evidence: "cited",
        source: "keycloak/keycloak quarkus/container Dockerfile, commit 0463815bc93a; server guide, db options",
    },
    {
        id: "metabase",
        title: "Metabase",
        names: ["metabase/metabase"],
        layouts: [{ directories: ["/metabase.db"], volumes: [] }],
        movedBy: [{ env: ["MB_DB_FILE"] }],
        choices: [
            { env: ["MB_DB_CONNECTION_URI"], local: ["jdbc:h2:", "h2:", "file:"], frees: "directory" },
            { env: ["MB_DB_TYPE"], local: ["h2"], frees: "directory" },
        ],
        workdir: "/",
        programs: ["run_metabase.sh"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: the embedded H2 database locks its files",
        evidence: "cited",
        source: "metabase/metabase bin/docker/run_metabase.sh, commit 0024b89173d0",
    },
    {
        id: "openldap",
        title: "OpenLDAP",
        names: ["osixia/openldap"],
        layouts: [{ directories: ["/var/lib/ldap", "/etc/ldap/slapd.d"], volumes: [] }],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "lmdb.h: never on a remote file system, not even between processes of one host",
        evidence: "cited",
        source: "osixia/docker-openldap README, 2021-02-19",
    },
    {
        id: "bitnami-openldap",
        title: "OpenLDAP (Bitnami)",
        names: ["bitnami/openldap"],
        layouts: [{ directories: ["/bitnami/openldap"], volumes: [] }],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "lmdb.h: never on a remote file system, not even between processes of one host",
        evidence: "cited",
        source: "bitnami/containers openldap 2.6 Dockerfile and libopenldap.sh, commit 00612d53a136",
    },
    {
        id: "linuxserver",
        title: "LinuxServer.io",
        names: ["linuxserver/*", "lscr.io/linuxserver/*", "ghcr.io/linuxserver/*"],
        layouts: [{ directories: ["/config"], volumes: ["/config"] }],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: `most keep SQLite files; ${SQLITE_ON_NFS}`,
        evidence: "assumed",
        source: "read for two of the images only: linuxserver/docker-plex (commit 097b6c57ed5d) and docker-sonarr (commit 0070f923ce56)",
    },
    {
        id: "jellyfin",
        title: "Jellyfin",
        names: ["jellyfin/jellyfin", "ghcr.io/jellyfin/jellyfin"],
        layouts: [{ directories: ["/config"], volumes: ["/config", "/cache"] }],
        movedBy: [{ env: ["JELLYFIN_DATA_DIR"], flags: ["--datadir", "-d"] }],
        programs: ["jellyfin"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: SQLITE_ON_NFS,
        evidence: "cited",
        source: "jellyfin/jellyfin-packaging docker/Dockerfile, commit 0198983ef68f",
    },
    {
        id: "plex",
        title: "Plex",
        names: ["plexinc/pms-docker"],
        layouts: [{ directories: ["/config"], volumes: ["/config", "/transcode"] }],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: SQLITE_ON_NFS,
        evidence: "cited",
        source: "plexinc/pms-docker Dockerfile, commit 00698217dcda",
    },
    {
        id: "filebrowser",
        title: "File Browser",
        names: ["filebrowser/filebrowser"],
        layouts: [
            {
                directories: ["/database"],
                volumes: ["/srv", "/config", "/database"],
                alsoFine: ["/database.db", "/filebrowser.db"], // where older images keep it
            },
        ],
        movedBy: [{ env: ["FB_DATABASE"], flags: ["--database", "-d"], file: true }],
        configuration: { flags: ["--config", "-c"], effect: "may move" },
        workdir: "/",
        programs: ["filebrowser"],
        jobs: ["users", "cmds", "hash", "rules", "upgrade", "version"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: a BoltDB file",
        evidence: "cited",
        source: "filebrowser/filebrowser docker defaults, 2026-07-28",
    },
];

;// CONCATENATED MODULE: ./build/src/persistence/facts/brokers.js

const KAFKA = {
    programs: ["kafka-server-start", "kafka-server-start.sh"],
    singleWriter: true,
    nfs: "unsupported",
    nfsSource: "Hortonworks Kafka guide: no shared drives and no network file systems; NetApp TR-4947: NFSv3 renames of open files crash the broker",
    stopGraceSeconds: 120,
};
/** Message brokers and event logs. */
const BROKERS = [
    {
        id: "rabbitmq",
        title: "RabbitMQ",
        names: ["rabbitmq"],
        layouts: [
            {
                directories: ["/var/lib/rabbitmq"],
                volumes: ["/var/lib/rabbitmq"],
                alsoFine: ["/var/lib/rabbitmq/mnesia"],
            },
        ],
        movedBy: [{ env: ["RABBITMQ_MNESIA_DIR", "RABBITMQ_MNESIA_BASE"] }],
        programs: ["rabbitmq-server"],
        nodeName: ["RABBITMQ_NODENAME"],
        singleWriter: true,
        nfs: "conditional",
        nfsSource: "rabbitmq.com production checklist: only with low, steady latency, and one node per directory",
        evidence: "cited",
        source: "docker-library/rabbitmq, 2026-06-15",
        stopGraceSeconds: 60,
    },
    {
        id: "bitnami-rabbitmq",
        title: "RabbitMQ (Bitnami)",
        names: ["bitnami/rabbitmq"],
        layouts: [{ directories: ["/bitnami/rabbitmq/mnesia"], volumes: [] }],
        nodeName: ["RABBITMQ_NODE_NAME", "RABBITMQ_NODENAME"],
        singleWriter: true,
        nfs: "conditional",
        nfsSource: "rabbitmq.com production checklist: only with low, steady latency, and one node per directory",
        evidence: "cited",
        source: "bitnami/containers rabbitmq 3.12 Dockerfile and docker-compose.yml, 2023-09-11",
        stopGraceSeconds: 60,
    },
    {
        ...KAFKA,
        id: "cp-kafka",
        title: "Kafka (Confluent)",
        names: ["confluentinc/cp-kafka", "confluentinc/cp-server"],
        layouts: [{ directories: ["/var/lib/kafka/data"], volumes: ["/var/lib/kafka/data", "/etc/kafka/secrets"] }],
        movedBy: [{ env: ["KAFKA_LOG_DIRS"], list: true }],
        evidence: "cited",
        source: "confluentinc/kafka-images, 2026-04-15",
    },
    {
        ...KAFKA,
        id: "confluent-local",
        title: "Kafka (Confluent local)",
        names: ["confluentinc/confluent-local"],
        layouts: [{ directories: ["/tmp/kraft-combined-logs"], volumes: ["/var/lib/kafka/data", "/etc/kafka/secrets"] }],
        movedBy: [{ env: ["KAFKA_LOG_DIRS"], list: true }],
        evidence: "cited",
        source: "confluentinc/kafka-images local/configureDefaults, commit 5a1c9b21c7ae",
    },
    {
        ...KAFKA,
        id: "kafka",
        title: "Kafka",
        names: ["apache/kafka", "apache/kafka-native"],
        layouts: [
            {
                directories: ["/tmp/kraft-combined-logs"],
                volumes: ["/var/lib/kafka/data", "/etc/kafka/secrets", "/mnt/shared/config"],
            },
        ],
        movedBy: [{ env: ["KAFKA_LOG_DIRS", "KAFKA_LOG_DIR"], list: true }],
        logic: "kafka",
        evidence: "cited",
        source: "apache/kafka docker/jvm Dockerfile and docker/examples, 2024-10-25",
    },
    {
        ...KAFKA,
        id: "bitnami-kafka",
        title: "Kafka (Bitnami)",
        names: ["bitnami/kafka"],
        layouts: [{ directories: ["/bitnami/kafka/data"], volumes: [], mountAt: "/bitnami/kafka" }],
        movedBy: [{ env: ["KAFKA_CFG_LOG_DIRS", "KAFKA_CFG_LOG_DIR"], list: true }],
        evidence: "cited",
        source: "bitnami/containers kafka 3.4 Dockerfile and kafka-env.sh, 2024-02-02",
    },
    {
        id: "redpanda",
        entrypoint: "/entrypoint.sh",
        title: "Redpanda",
        names: ["redpandadata/redpanda", "docker.redpanda.com/redpandadata/redpanda", "vectorized/redpanda"],
        layouts: [{ directories: ["/var/lib/redpanda/data"], volumes: [] }],
        programs: ["redpanda"],
        subcommands: ["start"],
        jobs: ["topic", "cluster", "acl", "group", "container", "generate", "registry", "security", "version"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "general knowledge: XFS or ext4 on local disks",
        evidence: "assumed",
        source: GENERAL_KNOWLEDGE,
        stopGraceSeconds: 60,
    },
    {
        id: "nats",
        title: "NATS",
        names: ["nats"],
        layouts: [{ directories: ["/tmp/nats/jetstream"], volumes: [] }],
        logic: "nats",
        programs: ["nats-server", "gnatsd"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: the store expects a local file system",
        evidence: "cited",
        source: "nats-io/nats-docker 2.10 Dockerfile, commit 15e9a344f9ca; docs.nats.io, JetStream (default: a directory in /tmp)",
    },
    {
        id: "mosquitto",
        title: "Mosquitto",
        names: ["eclipse-mosquitto"],
        layouts: [{ directories: ["/mosquitto/data"], volumes: ["/mosquitto/data", "/mosquitto/log"] }],
        configurationOnly: "persistence is off unless mosquitto.conf turns it on",
        programs: ["mosquitto"],
        singleWriter: true,
        nfs: "unknown",
        nfsSource: "",
        evidence: "cited",
        source: "Dockerfile in the image's repository, 2026-06-30",
    },
    {
        id: "emqx",
        title: "EMQX",
        names: ["emqx", "emqx/emqx"],
        layouts: [{ directories: ["/opt/emqx/data"], volumes: ["/opt/emqx/log", "/opt/emqx/data"] }],
        programs: ["emqx"],
        nodeName: ["EMQX_NODE__NAME", "EMQX_NODE_NAME", "EMQX_HOST"],
        singleWriter: true,
        nfs: "unknown",
        nfsSource: "",
        evidence: "cited",
        source: "emqx/emqx deploy/docker Dockerfile, 2025-09-04",
    },
    {
        id: "artemis",
        title: "ActiveMQ Artemis",
        names: ["apache/activemq-artemis"],
        layouts: [{ directories: ["/var/lib/artemis-instance"], volumes: ["/var/lib/artemis-instance"] }],
        programs: ["artemis"],
        singleWriter: true,
        nfs: "conditional",
        nfsSource: "general knowledge: a shared store on NFSv4 with particular mount options",
        evidence: "cited",
        source: "Dockerfile in the image's repository, 2025-12-05",
    },
    {
        id: "activemq",
        title: "ActiveMQ Classic",
        names: ["apache/activemq-classic"],
        layouts: [{ directories: ["/opt/apache-activemq/data"], volumes: [] }],
        programs: ["activemq"],
        singleWriter: true,
        nfs: "conditional",
        nfsSource: "general knowledge: a shared store on NFSv4 with particular mount options",
        evidence: "assumed",
        source: "apache/activemq Dockerfile (ACTIVEMQ_HOME, no VOLUME), commit 0d0e7414f209; the sub-directory is not looked up",
    },
];

;// CONCATENATED MODULE: ./build/src/persistence/facts/development.js

const MINIO_NFS = "min.io hardware checklist: no consistency guarantee on NFS";
const GIT_FORGE = {
    programs: ["s6-svscan"],
    choices: [
        {
            env: ["GITEA__database__DB_TYPE", "FORGEJO__database__DB_TYPE", "DB_TYPE"],
            local: ["sqlite3"],
            frees: "database",
        },
    ],
    singleWriter: true,
    nfs: "discouraged",
    nfsWithoutDatabase: "unknown",
    nfsSource: SQLITE_ON_NFS,
};
/** Object stores, registries, forges and build servers. */
const DEVELOPMENT = [
    {
        id: "minio",
        title: "MinIO",
        names: ["minio/minio", "quay.io/minio/minio"],
        layouts: [{ directories: ["/data"], volumes: ["/data"] }],
        logic: "minio",
        workdir: "/",
        programs: ["minio"],
        subcommands: ["server", "gateway"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: MINIO_NFS,
        evidence: "cited",
        source: "minio/minio Dockerfile, 2026-02-12",
    },
    {
        id: "bitnami-minio",
        title: "MinIO (Bitnami)",
        names: ["bitnami/minio"],
        // Images of early 2023 and before keep `/data`, which they declare.
        layouts: [{ directories: ["/bitnami/minio/data"], volumes: [], guess: true, alsoFine: ["/data"] }],
        movedBy: [{ env: ["MINIO_DATA_DIR"] }],
        programs: ["minio"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: MINIO_NFS,
        evidence: "cited",
        source: "bitnami/containers minio 2023 Dockerfile, 2023-04-20, and public stack files with the later path",
    },
    {
        id: "registry",
        entrypoint: "/entrypoint.sh",
        title: "Docker registry",
        names: ["registry", "distribution/distribution"],
        layouts: [{ directories: ["/var/lib/registry"], volumes: ["/var/lib/registry"] }],
        movedBy: [{ env: ["REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY"] }],
        configuration: {
            endings: [".yml", ".yaml"],
            standard: ["/etc/docker/registry/config.yml", "/etc/distribution/config.yml"],
            effect: "may move",
        },
        logic: "registry",
        programs: ["registry"],
        subcommands: ["serve"],
        jobs: ["garbage-collect", "version"],
        singleWriter: false,
        nfs: "ok",
        nfsSource: "general knowledge: content-addressed files, often on shared NFS",
        evidence: "cited",
        source: "distribution/distribution-library-image, 2025-07-10",
    },
    {
        id: "nexus",
        title: "Nexus Repository",
        names: ["sonatype/nexus3"],
        layouts: [{ directories: ["/nexus-data"], volumes: ["/nexus-data"] }],
        movedBy: [{ env: ["NEXUS_DATA"] }],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: an embedded database; NFSv4 only for blob stores",
        evidence: "cited",
        source: "sonatype/docker-nexus3, 2026-08-21",
        stopGraceSeconds: 120,
    },
    {
        id: "artifactory",
        title: "Artifactory",
        names: [
            "jfrog/artifactory-oss",
            "releases-docker.jfrog.io/jfrog/artifactory-oss",
            "releases-docker.jfrog.io/jfrog/artifactory-pro",
        ],
        layouts: [{ directories: ["/var/opt/jfrog/artifactory"], volumes: [] }],
        singleWriter: true,
        nfs: "conditional",
        nfsSource: "general knowledge: the file store may be shared, the database not",
        evidence: "assumed",
        source: GENERAL_KNOWLEDGE,
        stopGraceSeconds: 120,
    },
    {
        id: "jenkins",
        title: "Jenkins",
        names: ["jenkins/jenkins"],
        layouts: [{ directories: ["/var/jenkins_home"], volumes: ["/var/jenkins_home"] }],
        movedBy: [{ env: ["JENKINS_HOME"] }],
        programs: ["jenkins.sh"],
        singleWriter: true,
        nfs: "conditional",
        nfsSource: "general knowledge: works and is slow",
        evidence: "cited",
        source: "jenkinsci/docker, 2026-08-18",
        stopGraceSeconds: 60,
    },
    {
        id: "jenkins-older",
        title: "Jenkins",
        names: ["jenkins", "jenkinsci/jenkins", "jenkinsci/blueocean"],
        layouts: [{ directories: ["/var/jenkins_home"], volumes: ["/var/jenkins_home"] }],
        movedBy: [{ env: ["JENKINS_HOME"] }],
        programs: ["jenkins.sh"],
        singleWriter: true,
        nfs: "conditional",
        nfsSource: "general knowledge: works and is slow",
        evidence: "assumed",
        source: GENERAL_KNOWLEDGE,
        stopGraceSeconds: 60,
    },
    {
        id: "gitlab",
        title: "GitLab",
        names: ["gitlab/gitlab-ce", "gitlab/gitlab-ee"],
        layouts: [
            {
                directories: ["/var/opt/gitlab", "/etc/gitlab"],
                volumes: ["/etc/gitlab", "/var/opt/gitlab", "/var/log/gitlab"],
            },
        ],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "general knowledge: Git repositories on NFS are no longer supported",
        evidence: "cited",
        source: "gitlabhq/omnibus-gitlab docker/Dockerfile, commit 820721849b33, and public stack files",
        stopGraceSeconds: 120,
    },
    {
        id: "gitlab-runner",
        title: "GitLab Runner",
        names: ["gitlab/gitlab-runner"],
        layouts: [{ directories: ["/etc/gitlab-runner"], volumes: [], alsoFine: ["/etc/gitlab-runner/config.toml"] }],
        movedBy: [{ flags: ["--config", "-c"], file: true }],
        programs: ["gitlab-runner"],
        subcommands: ["run"],
        jobs: ["register", "unregister", "verify", "list", "exec", "status"],
        rebuildable: "it holds the runner's registration",
        singleWriter: false,
        nfs: "ok",
        nfsSource: "general knowledge: one small configuration file",
        evidence: "assumed",
        source: GENERAL_KNOWLEDGE,
    },
    {
        ...GIT_FORGE,
        id: "gitea",
        title: "Gitea",
        names: ["gitea/gitea", "docker.gitea.com/gitea"],
        layouts: [
            {
                tagWord: "rootless",
                directories: ["/var/lib/gitea", "/etc/gitea"],
                volumes: ["/var/lib/gitea", "/etc/gitea"],
            },
            { directories: ["/data"], volumes: ["/data"] },
        ],
        movedBy: [{ env: ["GITEA_WORK_DIR"], adds: true }],
        evidence: "cited",
        source: "go-gitea/gitea Dockerfile and Dockerfile.rootless, commit 023ef493211f",
    },
    {
        ...GIT_FORGE,
        id: "forgejo",
        title: "Forgejo",
        names: ["codeberg.org/forgejo/forgejo", "code.forgejo.org/forgejo/forgejo", "data.forgejo.org/forgejo/forgejo"],
        layouts: [
            {
                tagWord: "rootless",
                directories: ["/var/lib/gitea", "/etc/gitea"],
                volumes: ["/var/lib/gitea", "/etc/gitea"],
            },
            { directories: ["/data"], volumes: ["/data"] },
        ],
        movedBy: [{ env: ["GITEA_WORK_DIR", "FORGEJO_WORK_DIR"], adds: true }],
        evidence: "assumed",
        source: "taken to be as Gitea, from which it comes; not looked up",
    },
    {
        id: "gogs",
        title: "Gogs",
        names: ["gogs/gogs"],
        layouts: [{ directories: ["/data"], volumes: ["/data", "/backup"] }],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: SQLITE_ON_NFS,
        evidence: "cited",
        source: "gogs/gogs Dockerfile, 2026-07-19",
    },
    {
        id: "sonarqube",
        title: "SonarQube",
        names: ["sonarqube"],
        layouts: [
            {
                directories: ["/opt/sonarqube/data"],
                volumes: ["/opt/sonarqube/data", "/opt/sonarqube/extensions", "/opt/sonarqube/logs", "/opt/sonarqube/temp"],
            },
        ],
        movedBy: [{ env: ["SQ_DATA_DIR"] }],
        choices: [
            {
                env: ["SONAR_JDBC_URL", "SONARQUBE_JDBC_URL", "sonar.jdbc.url"],
                flags: ["-Dsonar.jdbc.url"],
                local: ["jdbc:h2:"],
                frees: "directory",
            },
        ],
        programs: ["run.sh", "sonar.sh"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "SonarSource/docker-sonarqube README: an embedded search index, one instance per volume",
        evidence: "cited",
        source: "SonarSource/docker-sonarqube, 2026-06-29",
        stopGraceSeconds: 3600,
    },
    {
        id: "verdaccio",
        title: "Verdaccio",
        names: ["verdaccio/verdaccio"],
        layouts: [{ directories: ["/verdaccio/storage"], volumes: ["/verdaccio/storage"] }],
        configuration: { flags: ["--config", "-c"], standard: ["/verdaccio/conf/config.yaml"], effect: "may move" },
        programs: ["verdaccio"],
        singleWriter: false,
        nfs: "ok",
        nfsSource: "general knowledge: plain package files",
        evidence: "cited",
        source: "verdaccio/verdaccio Dockerfile, commit 00b57662dbd4",
    },
    {
        id: "dind",
        title: "Docker in Docker",
        names: ["docker"],
        onlyTagWord: "dind",
        layouts: [
            {
                tagWord: "rootless",
                directories: ["/home/rootless/.local/share/docker"],
                volumes: ["/home/rootless/.local/share/docker", "/var/lib/docker"],
            },
            { directories: ["/var/lib/docker"], volumes: ["/var/lib/docker"] },
        ],
        movedBy: [{ flags: ["--data-root", "-g"] }],
        programs: ["dockerd", "dockerd-entrypoint.sh"],
        rebuildable: "it holds pulled images and build caches, unless someone keeps volumes in there",
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "general knowledge: overlay2 does not work on NFS",
        evidence: "cited",
        source: "docker-library/docker, 2026-08-06",
    },
];

;// CONCATENATED MODULE: ./build/src/persistence/facts/documents.js
const MONGODB = {
    movedBy: [{ flags: ["--dbpath"] }],
    configuration: { flags: ["--config", "-f"], effect: "may move" },
    logic: "mongodb",
    programs: ["mongod"],
    singleWriter: true,
    nfs: "conditional",
    nfsSource: "mongodb.com production-notes: WiredTiger is fine on a POSIX mount with bg, hard, nolock, noatime, nointr (the kernel ignores nolock on NFSv4)",
    stopGraceSeconds: 60,
};
/** Document, graph and multi-model databases. */
const DOCUMENTS = [
    {
        ...MONGODB,
        id: "mongodb",
        title: "MongoDB",
        names: ["mongo", "mongodb/mongodb-community-server", "mongodb/mongodb-enterprise-server"],
        layouts: [{ directories: ["/data/db"], volumes: ["/data/db", "/data/configdb"] }],
        evidence: "cited",
        source: "docker-library/mongo, 2026-06-11",
    },
    {
        ...MONGODB,
        id: "percona-mongodb",
        title: "Percona Server for MongoDB",
        names: ["percona/percona-server-mongodb"],
        layouts: [{ directories: ["/data/db"], volumes: ["/data/db"] }],
        evidence: "cited",
        source: "percona/percona-docker, 2026-08-20",
    },
    {
        ...MONGODB,
        id: "bitnami-mongodb",
        title: "MongoDB (Bitnami)",
        names: ["bitnami/mongodb"],
        layouts: [{ directories: ["/bitnami/mongodb/data/db"], volumes: [], mountAt: "/bitnami/mongodb" }],
        evidence: "cited",
        source: "bitnami/containers mongodb 6.0 Dockerfile and mongodb-env.sh, commit 50645562e373",
    },
    {
        id: "couchdb",
        title: "CouchDB",
        names: ["couchdb"],
        layouts: [{ directories: ["/opt/couchdb/data"], volumes: ["/opt/couchdb/data"] }],
        programs: ["couchdb"],
        singleWriter: true,
        nfs: "unknown",
        nfsSource: "",
        evidence: "cited",
        source: "apache/couchdb-docker, 2025-11-11",
    },
    {
        id: "couchbase",
        title: "Couchbase",
        names: ["couchbase"],
        layouts: [{ directories: ["/opt/couchbase/var"], volumes: ["/opt/couchbase/var"] }],
        programs: ["couchbase-server"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "general knowledge: local block storage only",
        evidence: "cited",
        source: "couchbase/docker, 2026-07-21",
    },
    {
        id: "neo4j",
        title: "Neo4j",
        names: ["neo4j"],
        layouts: [{ directories: ["/data"], volumes: ["/data", "/logs"] }],
        movedBy: [{ env: ["NEO4J_server_directories_data", "NEO4J_dbms_directories_data"] }],
        programs: ["neo4j"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: the system requirements leave out network file systems",
        evidence: "cited",
        source: "neo4j/docker-neo4j, 2026-04-14",
        stopGraceSeconds: 120,
    },
    {
        id: "arangodb",
        title: "ArangoDB",
        names: ["arangodb", "arangodb/arangodb"],
        layouts: [{ directories: ["/var/lib/arangodb3"], volumes: ["/var/lib/arangodb3", "/var/lib/arangodb3-apps"] }],
        movedBy: [{ flags: ["--database.directory"] }],
        programs: ["arangod"],
        singleWriter: true,
        nfs: "unknown",
        nfsSource: "",
        evidence: "cited",
        source: "Dockerfile in the image's repository, 2024-03-25",
    },
    {
        id: "orientdb",
        title: "OrientDB",
        names: ["orientdb"],
        layouts: [
            {
                directories: ["/orientdb/databases"],
                volumes: ["/orientdb/backup", "/orientdb/databases", "/orientdb/config"],
            },
        ],
        programs: ["server.sh"],
        singleWriter: true,
        nfs: "unknown",
        nfsSource: "",
        evidence: "cited",
        source: "Dockerfile in the image's repository, 2026-05-14",
    },
    {
        id: "rethinkdb",
        title: "RethinkDB",
        names: ["rethinkdb"],
        layouts: [{ directories: ["/data"], volumes: ["/data"] }],
        movedBy: [{ flags: ["--directory", "-d"] }],
        configuration: { flags: ["--config-file"], effect: "may move" },
        workdir: "/data",
        programs: ["rethinkdb"],
        jobs: ["proxy", "dump", "restore", "export", "import", "index-rebuild", "repl"],
        singleWriter: true,
        nfs: "unknown",
        nfsSource: "",
        evidence: "cited",
        source: "Dockerfile in the image's repository, 2023-12-13",
    },
    {
        id: "dgraph",
        title: "Dgraph",
        names: ["dgraph/dgraph"],
        layouts: [{ directories: ["/dgraph"], volumes: [] }],
        movedBy: [{ flags: ["--postings", "-p"] }, { flags: ["--wal", "-w"] }],
        configuration: { flags: ["--config"], effect: "may move" },
        workdir: "/dgraph",
        programs: ["dgraph"],
        jobs: ["ratel", "live", "bulk", "export", "cert", "debug", "increment", "upgrade", "acl", "backup", "version"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: the store maps its files into memory",
        evidence: "cited",
        source: "Dockerfile in the image's repository (no VOLUME), 2026-08-06",
    },
    {
        id: "surrealdb",
        title: "SurrealDB",
        names: ["surrealdb/surrealdb"],
        layouts: [{ directories: [], volumes: [] }],
        logic: "surrealdb",
        programs: ["surreal"],
        subcommands: ["start"],
        jobs: ["sql", "export", "import", "backup", "isready", "is-ready", "version", "upgrade", "validate", "ml", "fix"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: RocksDB expects local locks",
        evidence: "cited",
        source: "surrealdb/surrealdb Dockerfile, commit 27b00a0fb35e; surrealdb.com start command (default: memory)",
    },
];

;// CONCATENATED MODULE: ./build/src/persistence/facts/key-value.js

const REDIS = {
    movedBy: [{ flags: ["--dir"] }],
    configuration: { endings: [".conf"], effect: "may move" },
    logic: "redis",
    programs: ["redis-server", "valkey-server", "keydb-server", "redis-stack-server"],
    singleWriter: true,
    nfs: "discouraged",
    nfsSource: "redis.io, Redis Enterprise for Kubernetes: NFS and other shared storage is not supported because of locking; nothing is said of the open-source server",
    stopGraceSeconds: 30,
};
const ZOOKEEPER = {
    programs: ["zkServer.sh"],
    singleWriter: true,
    nfs: "discouraged",
    nfsSource: "general knowledge: the administrator's guide wants a device of its own for the transaction log",
};
/** Key-value stores, caches, and what clusters agree in. */
const KEY_VALUE = [
    {
        ...REDIS,
        id: "redis",
        workdir: "/data",
        title: "Redis",
        names: ["redis"],
        layouts: [{ directories: ["/data"], volumes: ["/data"] }],
        evidence: "cited",
        source: "redis/docker-library-redis, 2024-10-04",
    },
    {
        ...REDIS,
        id: "valkey",
        workdir: "/data",
        title: "Valkey",
        names: ["valkey/valkey"],
        layouts: [{ directories: ["/data"], volumes: ["/data"] }],
        evidence: "cited",
        source: "valkey-io/valkey-container, 2025-01-08",
    },
    {
        ...REDIS,
        id: "redis-stack",
        entrypoint: "/entrypoint.sh",
        workdir: "/data",
        title: "Redis Stack",
        names: ["redis/redis-stack", "redis/redis-stack-server"],
        layouts: [{ directories: ["/data"], volumes: [] }],
        movedBy: [{ env: ["REDIS_DATA_DIR"], flags: ["--dir"] }],
        evidence: "cited",
        source: "redis-stack/redis-stack Dockerfile template and entrypoint, commit 0bfda806f60c",
    },
    {
        ...REDIS,
        id: "keydb",
        workdir: "/data",
        title: "KeyDB",
        names: ["eqalpha/keydb"],
        layouts: [{ directories: ["/data"], volumes: ["/data"] }],
        evidence: "cited",
        source: "Snapchat/KeyDB pkg/docker Dockerfile, commit 26285d3dd5d0",
    },
    {
        ...REDIS,
        id: "bitnami-redis",
        title: "Redis (Bitnami)",
        names: ["bitnami/redis"],
        layouts: [{ directories: ["/bitnami/redis/data"], volumes: [] }],
        movedBy: [{ env: ["REDIS_DATA_DIR"], flags: ["--dir"] }],
        evidence: "cited",
        source: "bitnami/containers redis 7.0 Dockerfile and redis-env.sh, commit 47818d583de7",
    },
    {
        ...REDIS,
        id: "bitnami-valkey",
        title: "Valkey (Bitnami)",
        names: ["bitnami/valkey"],
        layouts: [{ directories: ["/bitnami/valkey/data"], volumes: [] }],
        movedBy: [{ env: ["VALKEY_DATA_DIR"], flags: ["--dir"] }],
        evidence: "cited",
        source: "bitnami/containers valkey 7.2 Dockerfile and docker-compose.yml, 2024-07-31",
    },
    {
        id: "dragonfly",
        title: "Dragonfly",
        names: ["docker.dragonflydb.io/dragonflydb/dragonfly"],
        layouts: [{ directories: ["/data"], volumes: ["/data"] }],
        movedBy: [{ flags: ["--dir", "-dir"] }],
        configuration: { flags: ["--flagfile"], effect: "may move" },
        workdir: "/data",
        programs: ["dragonfly"],
        singleWriter: true,
        nfs: "unknown",
        nfsSource: "",
        evidence: "cited",
        source: "Dockerfile in the image's repository, 2026-08-22",
    },
    {
        id: "memcached",
        title: "Memcached",
        names: ["memcached", "bitnami/memcached"],
        layouts: [],
        singleWriter: false,
        nfs: "unknown",
        nfsSource: "",
        evidence: "assumed",
        source: GENERAL_KNOWLEDGE,
    },
    {
        id: "aerospike",
        title: "Aerospike",
        names: ["aerospike", "aerospike/aerospike-server"],
        layouts: [{ directories: ["/opt/aerospike/data"], volumes: [] }],
        configuration: { flags: ["--config-file"], standard: ["/etc/aerospike/aerospike.conf"], effect: "decides" },
        programs: ["asd"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "general knowledge: raw or local disks only",
        evidence: "cited",
        source: "Dockerfile in the image's repository (no VOLUME), 2026-06-30",
    },
    {
        id: "etcd",
        title: "etcd",
        names: ["quay.io/coreos/etcd", "gcr.io/etcd-development/etcd"],
        layouts: [{ directories: ["/var/lib/etcd"], volumes: [], guess: true }],
        movedBy: [{ env: ["ETCD_DATA_DIR"], flags: ["--data-dir", "-data-dir"] }],
        configuration: { flags: ["--config-file"], effect: "may move" },
        workdir: "/var/lib/etcd",
        programs: ["etcd"],
        jobs: ["gateway", "grpc-proxy"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "etcd.io hardware guide: depends on short disk latency; it says nothing of NFS, third parties advise against it",
        evidence: "cited",
        source: "etcd-io/etcd Dockerfile-release, commit 1293f5d4b7ba (default: <name>.etcd in the working directory)",
    },
    {
        id: "bitnami-etcd",
        title: "etcd (Bitnami)",
        names: ["bitnami/etcd"],
        layouts: [{ directories: ["/bitnami/etcd/data"], volumes: [], mountAt: "/bitnami/etcd" }],
        movedBy: [{ flags: ["--data-dir", "-data-dir"] }],
        configuration: { flags: ["--config-file"], effect: "may move" },
        programs: ["etcd"],
        jobs: ["gateway", "grpc-proxy"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "etcd.io hardware guide: depends on short disk latency; it says nothing of NFS, third parties advise against it",
        evidence: "cited",
        source: "bitnami/containers etcd 3.5 Dockerfile and etcd-env.sh, commit 0c0f0e427f56",
    },
    {
        id: "consul",
        title: "Consul",
        names: ["hashicorp/consul", "consul"],
        layouts: [{ directories: ["/consul/data"], volumes: ["/consul/data"] }],
        movedBy: [{ flags: ["-data-dir", "--data-dir"] }],
        logic: "consul",
        programs: ["consul"],
        subcommands: ["agent"],
        jobs: [
            "acl",
            "catalog",
            "config",
            "connect",
            "event",
            "exec",
            "force-leave",
            "info",
            "intention",
            "join",
            "keygen",
            "keyring",
            "kv",
            "leave",
            "lock",
            "login",
            "maint",
            "members",
            "monitor",
            "operator",
            "reload",
            "rtt",
            "services",
            "snapshot",
            "tls",
            "validate",
            "version",
            "watch",
        ],
        defaultCommand: ["agent", "-dev", "-client", "0.0.0.0"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: Raft logs in BoltDB files",
        evidence: "cited",
        source: "hashicorp/docker-consul, 2023-06-26",
    },
    {
        id: "vault",
        title: "Vault",
        names: ["hashicorp/vault", "vault"],
        layouts: [{ directories: ["/vault/file"], volumes: ["/vault/logs", "/vault/file"] }],
        logic: "vault",
        programs: ["vault"],
        subcommands: ["server"],
        jobs: [
            "agent",
            "auth",
            "delete",
            "kv",
            "lease",
            "list",
            "login",
            "monitor",
            "namespace",
            "operator",
            "path-help",
            "pki",
            "plugin",
            "policy",
            "print",
            "proxy",
            "read",
            "secrets",
            "status",
            "token",
            "unwrap",
            "version",
            "write",
        ],
        defaultCommand: ["server", "-dev"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: Raft logs in BoltDB files",
        evidence: "cited",
        source: "hashicorp/vault Dockerfile, commit 024c09b6651c",
    },
    {
        id: "openbao",
        title: "OpenBao",
        names: ["openbao/openbao", "quay.io/openbao/openbao", "ghcr.io/openbao/openbao"],
        layouts: [{ directories: ["/openbao/file"], volumes: ["/openbao/logs", "/openbao/file"] }],
        logic: "vault",
        programs: ["bao", "vault"],
        subcommands: ["server"],
        jobs: ["agent", "kv", "operator", "policy", "proxy", "read", "secrets", "status", "token", "version", "write"],
        defaultCommand: ["server", "-dev"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: Raft logs in BoltDB files",
        evidence: "cited",
        source: "openbao/openbao Dockerfile, commit 10a39a86a526",
    },
    {
        ...ZOOKEEPER,
        id: "zookeeper",
        title: "ZooKeeper",
        names: ["zookeeper"],
        layouts: [{ directories: ["/data", "/datalog"], volumes: ["/data", "/datalog", "/logs"] }],
        movedBy: [
            { env: ["ZOO_DATA_DIR"], moves: "/data" },
            { env: ["ZOO_DATA_LOG_DIR"], moves: "/datalog" },
        ],
        evidence: "cited",
        source: "31z4/zookeeper-docker, 2026-02-23",
    },
    {
        ...ZOOKEEPER,
        id: "cp-zookeeper",
        title: "ZooKeeper (Confluent)",
        names: ["confluentinc/cp-zookeeper"],
        layouts: [
            {
                directories: ["/var/lib/zookeeper/data", "/var/lib/zookeeper/log"],
                volumes: ["/var/lib/zookeeper/data", "/var/lib/zookeeper/log", "/etc/zookeeper/secrets"],
            },
        ],
        movedBy: [
            { env: ["ZOOKEEPER_DATA_DIR"], moves: "/var/lib/zookeeper/data" },
            { env: ["ZOOKEEPER_DATA_LOG_DIR"], moves: "/var/lib/zookeeper/log" },
        ],
        evidence: "cited",
        source: "confluentinc/kafka-images zookeeper Dockerfile, commit 01863fafd179",
    },
    {
        ...ZOOKEEPER,
        id: "bitnami-zookeeper",
        title: "ZooKeeper (Bitnami)",
        names: ["bitnami/zookeeper"],
        layouts: [{ directories: ["/bitnami/zookeeper/data"], volumes: [], mountAt: "/bitnami/zookeeper" }],
        movedBy: [{ env: ["ZOO_DATA_LOG_DIR"], adds: true }],
        evidence: "cited",
        source: "bitnami/containers zookeeper 3.9 Dockerfile and zookeeper-env.sh, 2025-09-07",
    },
];

;// CONCATENATED MODULE: ./build/src/persistence/facts/observability.js

const INFLUX_NFS = "InfluxData, Enterprise 1 documentation: neither NFS nor services built on it, EFS included";
const PROMETHEUS_NFS = "prometheus.io, storage: NFS is not supported, EFS included";
const LOKI_NFS = "grafana.com, Loki file-system storage: a shared file system works poorly";
const LOKI_LIKE = { singleWriter: true, nfs: "discouraged", nfsSource: LOKI_NFS };
const VICTORIA = {
    singleWriter: true,
    nfs: "ok",
    nfsSource: "VictoriaMetrics README: EFS and other NFS storage works, one process per directory",
};
/** Metrics, logs, traces and what draws them. */
const OBSERVABILITY = [
    {
        id: "influxdb",
        entrypoint: "/entrypoint.sh",
        title: "InfluxDB",
        names: ["influxdb"],
        layouts: [
            {
                tagWord: "core",
                guess: true,
                directories: ["/var/lib/influxdb3"],
                volumes: [],
                alsoFine: ["/home/influxdb3/.influxdb3"],
            },
            {
                tagWord: "enterprise",
                guess: true,
                directories: ["/var/lib/influxdb3"],
                volumes: [],
                alsoFine: ["/home/influxdb3/.influxdb3"],
            },
            { below: 2, directories: ["/var/lib/influxdb"], volumes: ["/var/lib/influxdb"] },
            { below: 3, directories: ["/var/lib/influxdb2"], volumes: ["/var/lib/influxdb2", "/etc/influxdb2"] },
            {
                guess: true,
                directories: ["/var/lib/influxdb2"],
                volumes: ["/var/lib/influxdb2"],
                alsoFine: ["/var/lib/influxdb", "/var/lib/influxdb3", "/home/influxdb3/.influxdb3"],
            },
        ],
        movedBy: [
            { env: ["INFLUXD_ENGINE_PATH"], flags: ["--engine-path"], adds: true },
            { env: ["INFLUXD_BOLT_PATH"], flags: ["--bolt-path"], file: true, adds: true },
            { env: ["INFLUXDB_DATA_DIR"], adds: true },
            { env: ["INFLUXDB3_DATA_DIR", "INFLUXDB3_DB_DIR", "INFLUXDB_IOX_DB_DIR"], flags: ["--data-dir"] },
        ],
        configuration: { flags: ["-config", "--config"], standard: ["/etc/influxdb/influxdb.conf"], effect: "may move" },
        logic: "influxdb",
        programs: ["influxd", "influxdb3"],
        subcommands: ["run", "serve"],
        jobs: ["query", "write", "create", "show", "delete", "backup", "restore", "inspect", "upgrade", "test", "version"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: INFLUX_NFS,
        evidence: "cited",
        source: "influxdata/influxdata-docker, 2026-08-06 (3.0 to 3.2 keep their data in the home directory)",
    },
    {
        id: "chronograf",
        title: "Chronograf",
        names: ["chronograf"],
        layouts: [{ directories: ["/var/lib/chronograf"], volumes: ["/var/lib/chronograf"] }],
        movedBy: [{ env: ["BOLT_PATH"], flags: ["--bolt-path", "-b"], file: true }],
        programs: ["chronograf"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "general knowledge: BoltDB files; the vendor says nothing",
        evidence: "cited",
        source: "influxdata/influxdata-docker, 2026-08-06",
    },
    {
        id: "kapacitor",
        title: "Kapacitor",
        names: ["kapacitor"],
        layouts: [{ directories: ["/var/lib/kapacitor"], volumes: ["/var/lib/kapacitor"] }],
        movedBy: [{ env: ["KAPACITOR_DATA_DIR"] }],
        configuration: { flags: ["-config", "--config"], effect: "may move" },
        programs: ["kapacitord"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "general knowledge: BoltDB files; the vendor says nothing",
        evidence: "cited",
        source: "influxdata/influxdata-docker, 2026-08-06",
    },
    {
        id: "telegraf",
        title: "Telegraf",
        names: ["telegraf"],
        layouts: [],
        singleWriter: false,
        nfs: "unknown",
        nfsSource: "",
        evidence: "assumed",
        source: GENERAL_KNOWLEDGE,
    },
    {
        id: "prometheus",
        title: "Prometheus",
        names: ["prom/prometheus", "quay.io/prometheus/prometheus"],
        layouts: [{ directories: ["/prometheus"], volumes: ["/prometheus"], withCommand: ["/prometheus/data"] }],
        movedBy: [{ flags: ["--storage.tsdb.path", "-storage.tsdb.path", "--storage.local.path", "-storage.local.path"] }],
        logic: "prometheus",
        workdir: "/prometheus",
        programs: ["prometheus"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: PROMETHEUS_NFS,
        evidence: "cited",
        source: "prometheus/prometheus Dockerfile, 2026-08-21",
        stopGraceSeconds: 300,
    },
    {
        id: "bitnami-prometheus",
        title: "Prometheus (Bitnami)",
        names: ["bitnami/prometheus"],
        layouts: [
            {
                directories: ["/opt/bitnami/prometheus/data"],
                volumes: [],
                alsoFine: ["/prometheus"], // a link to the directory
            },
        ],
        movedBy: [{ flags: ["--storage.tsdb.path"] }],
        logic: "prometheus",
        workdir: "/opt/bitnami/prometheus",
        programs: ["prometheus"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: PROMETHEUS_NFS,
        evidence: "cited",
        source: "bitnami/containers prometheus 2 Dockerfile, 2023-07-11",
        stopGraceSeconds: 300,
    },
    {
        id: "alertmanager",
        title: "Alertmanager",
        names: ["prom/alertmanager", "quay.io/prometheus/alertmanager"],
        layouts: [{ directories: ["/alertmanager"], volumes: ["/alertmanager"], withCommand: ["/alertmanager/data"] }],
        movedBy: [{ flags: ["--storage.path", "-storage.path"] }],
        workdir: "/alertmanager",
        programs: ["alertmanager"],
        rebuildable: "it holds silences and the log of sent notifications",
        singleWriter: true,
        nfs: "unknown",
        nfsSource: "",
        evidence: "cited",
        source: "prometheus/alertmanager Dockerfile, 2026-08-22",
    },
    {
        ...VICTORIA,
        id: "victoria-metrics",
        title: "VictoriaMetrics",
        names: ["victoriametrics/victoria-metrics"],
        layouts: [{ directories: ["/victoria-metrics-data"], volumes: [] }],
        movedBy: [{ flags: ["-storageDataPath", "--storageDataPath"] }],
        workdir: "/",
        programs: ["victoria-metrics-prod", "victoria-metrics"],
        evidence: "cited",
        source: "VictoriaMetrics README, 2026-08-21",
    },
    {
        ...VICTORIA,
        id: "vmstorage",
        title: "VictoriaMetrics vmstorage",
        names: ["victoriametrics/vmstorage"],
        layouts: [{ directories: ["/vmstorage-data"], volumes: [] }],
        movedBy: [{ flags: ["-storageDataPath", "--storageDataPath"] }],
        workdir: "/",
        programs: ["vmstorage-prod", "vmstorage"],
        evidence: "assumed",
        source: "general knowledge, not looked up (the documentation's examples set /storage)",
    },
    {
        ...VICTORIA,
        id: "victoria-logs",
        title: "VictoriaLogs",
        names: ["victoriametrics/victoria-logs"],
        layouts: [{ directories: ["/victoria-logs-data"], volumes: [] }],
        movedBy: [{ flags: ["-storageDataPath", "--storageDataPath"] }],
        workdir: "/",
        programs: ["victoria-logs-prod", "victoria-logs"],
        evidence: "assumed",
        source: GENERAL_KNOWLEDGE,
    },
    {
        id: "grafana",
        title: "Grafana",
        names: ["grafana/grafana", "grafana/grafana-oss", "grafana/grafana-enterprise"],
        layouts: [{ directories: ["/var/lib/grafana"], volumes: [] }],
        movedBy: [{ env: ["GF_PATHS_DATA"] }],
        choices: [
            { env: ["GF_DATABASE_URL"], local: ["sqlite3:", "sqlite:"], frees: "directory" },
            { env: ["GF_DATABASE_TYPE"], local: ["sqlite3"], frees: "directory" },
        ],
        configuration: { flags: ["--config", "-config"], effect: "may move" },
        programs: ["grafana-server", "grafana", "run.sh"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: SQLITE_ON_NFS,
        evidence: "cited",
        source: "grafana/grafana Dockerfile (no VOLUME), commit 0014fb640202",
    },
    {
        ...LOKI_LIKE,
        id: "loki",
        title: "Loki",
        names: ["grafana/loki"],
        // The image's own configuration says so, and nearly everyone mounts another one over it.
        layouts: [{ directories: ["/loki"], volumes: [], guess: true }],
        configuration: {
            flags: ["-config.file", "--config.file"],
            standard: ["/etc/loki/local-config.yaml"],
            effect: "decides",
        },
        programs: ["loki"],
        evidence: "cited",
        source: "grafana/loki cmd/loki Dockerfile and loki-docker-config.yaml, 2026-08-22",
    },
    {
        ...LOKI_LIKE,
        id: "tempo",
        title: "Tempo",
        names: ["grafana/tempo"],
        layouts: [{ directories: ["/var/tempo"], volumes: [], guess: true }],
        configuration: { flags: ["-config.file", "--config.file"], effect: "decides" },
        programs: ["tempo"],
        evidence: "cited",
        source: "grafana/tempo cmd/tempo Dockerfile, commit 04b7a5af6822",
    },
    {
        ...LOKI_LIKE,
        id: "mimir",
        title: "Mimir",
        names: ["grafana/mimir"],
        layouts: [{ directories: ["/data"], volumes: [], guess: true }],
        configuration: { flags: ["-config.file", "--config.file"], effect: "decides" },
        programs: ["mimir"],
        evidence: "assumed",
        source: "grafana/mimir cmd/mimir Dockerfile, commit 1b45c974d901 (no VOLUME); the directory is not looked up",
    },
    {
        ...LOKI_LIKE,
        id: "pyroscope",
        title: "Pyroscope",
        names: ["grafana/pyroscope"],
        layouts: [{ directories: ["/data"], volumes: ["/data"], guess: true }],
        configuration: {
            flags: ["-config.file", "--config.file"],
            standard: ["/etc/pyroscope/config.yaml"],
            effect: "decides",
        },
        programs: ["pyroscope"],
        evidence: "cited",
        source: "grafana/pyroscope cmd/pyroscope Dockerfile, commit 36e0be21f1bb",
    },
    {
        id: "graylog",
        title: "Graylog",
        names: ["graylog/graylog", "graylog/graylog-enterprise"],
        layouts: [
            {
                directories: ["/usr/share/graylog/data"],
                volumes: ["/usr/share/graylog/data"],
                alsoFine: ["/usr/share/graylog/data/journal"],
            },
        ],
        rebuildable: "messages and settings are in Elasticsearch and MongoDB; it holds the journal of unprocessed messages",
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: the message journal writes in small steps",
        evidence: "cited",
        source: "Dockerfile in the image's repository, 2025-04-17",
    },
    {
        id: "uptime-kuma",
        programs: ["node"],
        title: "Uptime Kuma",
        names: ["louislam/uptime-kuma"],
        layouts: [
            { below: 2, directories: ["/app/data"], volumes: ["/app/data"] },
            { directories: ["/app/data"], volumes: [] },
        ],
        movedBy: [{ env: ["DATA_DIR"], flags: ["--data-dir"] }],
        workdir: "/app",
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "louislam/uptime-kuma README: NFS and its kind are not supported",
        evidence: "cited",
        source: "louislam/uptime-kuma docker/dockerfile and README, 2026-08-22",
    },
];

;// CONCATENATED MODULE: ./build/src/persistence/facts/operations.js

/** What runs the cluster and its network: proxies, DNS, consoles. */
const OPERATIONS = [
    {
        id: "portainer",
        title: "Portainer",
        names: ["portainer/portainer-ce", "portainer/portainer-ee", "portainer/portainer"],
        layouts: [{ directories: ["/data"], volumes: ["/data"] }],
        movedBy: [{ flags: ["--data", "-d"] }],
        programs: ["portainer"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: BoltDB, memory-mapped and locked",
        evidence: "cited",
        source: "portainer/portainer Dockerfile, 2024-10-23",
    },
    {
        id: "traefik",
        title: "Traefik",
        names: ["traefik"],
        layouts: [{ directories: [], volumes: ["/tmp"] }],
        logic: "traefik",
        programs: ["traefik"],
        jobs: ["healthcheck", "version", "storeconfig", "bug"],
        singleWriter: true,
        nfs: "ok",
        nfsSource: "doc.traefik.io acme: a single instance may write the certificate file",
        evidence: "cited",
        source: "traefik/traefik documentation, 2026-07-24",
    },
    {
        id: "caddy",
        title: "Caddy",
        names: ["caddy"],
        // Whether there are certificates at all is up to the Caddyfile.
        layouts: [{ directories: ["/data"], volumes: [], guess: true, alsoFine: ["/data/caddy"] }],
        movedBy: [{ env: ["XDG_DATA_HOME"], below: "caddy" }],
        programs: ["caddy"],
        subcommands: ["run"],
        jobs: [
            "adapt",
            "fmt",
            "hash-password",
            "validate",
            "reload",
            "trust",
            "untrust",
            "list-modules",
            "version",
            "file-server",
            "respond",
        ],
        singleWriter: false,
        nfs: "ok",
        nfsSource: "general knowledge: lock files made for shared storage",
        evidence: "cited",
        source: "caddyserver/caddy-docker, 2026-03-05",
    },
    {
        id: "nginx-proxy-manager",
        title: "Nginx Proxy Manager",
        names: ["jc21/nginx-proxy-manager"],
        layouts: [{ directories: ["/data", "/etc/letsencrypt"], volumes: ["/data"] }],
        choices: [{ env: ["DB_MYSQL_HOST", "DB_POSTGRES_HOST"], frees: "database" }],
        singleWriter: true,
        nfs: "discouraged",
        nfsWithoutDatabase: "unknown",
        nfsSource: SQLITE_ON_NFS,
        evidence: "cited",
        source: "NginxProxyManager/nginx-proxy-manager Dockerfile, 2026-06-10",
    },
    {
        id: "pihole",
        title: "Pi-hole",
        names: ["pihole/pihole"],
        layouts: [{ directories: ["/etc/pihole"], volumes: [] }],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: SQLITE_ON_NFS,
        evidence: "cited",
        source: "pi-hole/docker-pi-hole (no VOLUME), 2026-07-07",
    },
    {
        id: "adguard-home",
        title: "AdGuard Home",
        names: ["adguard/adguardhome"],
        layouts: [{ directories: ["/opt/adguardhome/work", "/opt/adguardhome/conf"], volumes: [] }],
        movedBy: [
            { flags: ["--work-dir", "-w"], moves: "/opt/adguardhome/work" },
            { flags: ["--config", "-c"], file: true, moves: "/opt/adguardhome/conf" },
        ],
        workdir: "/opt/adguardhome/work",
        programs: ["AdGuardHome"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: a BoltDB file",
        evidence: "cited",
        source: "AdguardTeam/AdGuardHome docker/Dockerfile (no VOLUME), commit 2ab738b3036b",
    },
];

;// CONCATENATED MODULE: ./build/src/persistence/facts/relational.js

const POSTGRES_NFS = "postgresql.org creating-cluster: the `hard` mount option is the one firm demand, a `sync` export is advised; EDB advises against production use";
const MYSQL_NFS = "dev.mysql.com disk-issues: lock and write-order trouble; TCP and `hard` mounts only, never two servers on one directory";
/**
 * The image moved its VOLUME and PGDATA in version 18. A tag without a version can be either side, so the guess is the
 * old PGDATA below the new VOLUME: a mount at `/var/lib/postgresql` or at `/var/lib/postgresql/data` passes.
 */
const POSTGRES_LAYOUTS = [
    { from: 18, directories: ["/var/lib/postgresql/{major}/docker"], volumes: ["/var/lib/postgresql"] },
    { below: 18, directories: ["/var/lib/postgresql/data"], volumes: ["/var/lib/postgresql/data"] },
    { guess: true, directories: ["/var/lib/postgresql/data"], volumes: ["/var/lib/postgresql"] },
];
const POSTGRES = {
    layouts: POSTGRES_LAYOUTS,
    movedBy: [
        { env: ["PGDATA"], flags: ["-D"] },
        { env: ["POSTGRES_INITDB_WALDIR"], adds: true },
    ],
    programs: ["postgres"],
    singleWriter: true,
    nfs: "conditional",
    nfsSource: POSTGRES_NFS,
    stopGraceSeconds: 60,
};
const MYSQL = {
    layouts: [{ directories: ["/var/lib/mysql"], volumes: ["/var/lib/mysql"] }],
    movedBy: [{ flags: ["--datadir"] }],
    configuration: { flags: ["--defaults-file"], effect: "may move" },
    programs: ["mysqld", "mysqld_safe", "mariadbd", "mariadbd-safe"],
    singleWriter: true,
    nfs: "discouraged",
    nfsSource: MYSQL_NFS,
    stopGraceSeconds: 60,
};
/** Databases that speak SQL. */
const RELATIONAL = [
    {
        ...POSTGRES,
        id: "postgres",
        title: "PostgreSQL",
        names: ["postgres"],
        evidence: "cited",
        source: "docker-library/postgres, 2026-02-26",
    },
    {
        ...POSTGRES,
        id: "postgis",
        title: "PostGIS",
        names: ["postgis/postgis"],
        evidence: "cited",
        source: "postgis/docker-postgis README, 2026-04-18",
    },
    {
        ...POSTGRES,
        id: "timescaledb",
        title: "TimescaleDB",
        names: ["timescale/timescaledb"],
        versionAfter: "pg",
        evidence: "cited",
        source: "timescale/timescaledb-docker builds on postgres:*-alpine; docker-library/postgres, 2026-02-26",
    },
    {
        ...POSTGRES,
        id: "pgvector",
        title: "PostgreSQL with pgvector",
        names: ["pgvector/pgvector"],
        versionAfter: "pg",
        evidence: "assumed",
        source: GENERAL_KNOWLEDGE,
    },
    {
        ...POSTGRES,
        id: "timescaledb-ha",
        title: "TimescaleDB HA",
        names: ["timescale/timescaledb-ha"],
        versionAfter: "pg",
        layouts: [{ directories: ["/home/postgres/pgdata/data"], volumes: [], mountAt: "/home/postgres/pgdata" }],
        evidence: "cited",
        source: "timescale/timescaledb-docker-ha Dockerfile, commit 011c2ffac36b",
    },
    {
        ...POSTGRES,
        id: "supabase-postgres",
        title: "Supabase PostgreSQL",
        names: ["supabase/postgres"],
        layouts: [{ directories: ["/var/lib/postgresql/data"], volumes: [] }],
        evidence: "assumed",
        source: GENERAL_KNOWLEDGE,
    },
    {
        ...POSTGRES,
        id: "bitnami-postgresql",
        title: "PostgreSQL (Bitnami)",
        names: ["bitnami/postgresql", "bitnami/postgresql-repmgr"],
        layouts: [
            {
                directories: ["/bitnami/postgresql/data"],
                volumes: ["/bitnami/postgresql", "/docker-entrypoint-initdb.d", "/docker-entrypoint-preinitdb.d"],
            },
        ],
        movedBy: [{ env: ["POSTGRESQL_DATA_DIR"] }, { env: ["POSTGRESQL_VOLUME_DIR"], below: "data" }],
        evidence: "cited",
        source: "bitnami/containers postgresql/15 Dockerfile, 2023-06-12",
    },
    {
        ...MYSQL,
        id: "mysql",
        title: "MySQL",
        names: ["mysql", "mysql/mysql-server", "container-registry.oracle.com/mysql/community-server"],
        evidence: "cited",
        source: "docker-library/mysql, 2026-06-16",
    },
    {
        ...MYSQL,
        id: "mariadb",
        title: "MariaDB",
        names: ["mariadb"],
        nfsSource: "mariadb.com knowledge base: the same warnings as MySQL, and no shared data directory",
        evidence: "cited",
        source: "MariaDB/mariadb-docker, 2026-05-29",
    },
    {
        ...MYSQL,
        id: "percona",
        title: "Percona Server",
        names: ["percona", "percona/percona-server", "percona/percona-xtradb-cluster"],
        layouts: [{ directories: ["/var/lib/mysql"], volumes: ["/var/lib/mysql", "/var/log/mysql"] }],
        evidence: "cited",
        source: "percona/percona-docker, 2026-08-20",
    },
    {
        ...MYSQL,
        id: "bitnami-mysql",
        title: "MySQL (Bitnami)",
        names: ["bitnami/mysql"],
        layouts: [{ directories: ["/bitnami/mysql/data"], volumes: [], mountAt: "/bitnami/mysql" }],
        evidence: "cited",
        source: "bitnami/containers mysql README and 8.0 Dockerfile, 2023-04-16",
    },
    {
        ...MYSQL,
        id: "bitnami-mariadb",
        title: "MariaDB (Bitnami)",
        names: ["bitnami/mariadb", "bitnami/mariadb-galera"],
        layouts: [{ directories: ["/bitnami/mariadb/data"], volumes: [], mountAt: "/bitnami/mariadb" }],
        evidence: "cited",
        source: "bitnami/containers mariadb 10.11 Dockerfile and mariadb-env.sh, 2023-03-06",
    },
    {
        id: "cockroach",
        title: "CockroachDB",
        names: ["cockroachdb/cockroach"],
        layouts: [{ directories: ["/cockroach/cockroach-data"], volumes: [] }],
        movedBy: [{ flags: ["--store", "-s"] }],
        logic: "cockroach",
        workdir: "/cockroach",
        programs: ["cockroach", "cockroach.sh"],
        subcommands: ["start", "start-single-node"],
        jobs: ["init", "sql", "node", "cert", "workload", "version", "import", "debug", "demo", "userfile"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "general knowledge: replicas and write-ahead logs expect local disks",
        evidence: "cited",
        source: "cockroachdb/cockroach build/deploy Dockerfile, commit 0116efa235b0; cockroachlabs.com, clusters in Docker",
    },
    {
        id: "mssql",
        title: "SQL Server",
        names: ["mcr.microsoft.com/mssql/server", "microsoft/mssql-server-linux"],
        layouts: [{ directories: ["/var/opt/mssql"], volumes: [], alsoFine: ["/var/opt/mssql/data"] }],
        movedBy: [{ env: ["MSSQL_DATA_DIR"], adds: true }],
        programs: ["sqlservr"],
        singleWriter: true,
        nfs: "conditional",
        nfsSource: "general knowledge: NFS 4.2 and later only, with restrictions",
        evidence: "cited",
        source: "learn.microsoft.com, configure SQL Server Linux containers; microsoft/mssql-docker issues 7 and 34 (no VOLUME)",
        stopGraceSeconds: 60,
    },
    {
        id: "oracle",
        title: "Oracle Database",
        names: [
            "container-registry.oracle.com/database/free",
            "container-registry.oracle.com/database/express",
            "gvenzl/oracle-free",
        ],
        layouts: [{ directories: ["/opt/oracle/oradata"], volumes: [] }],
        singleWriter: true,
        nfs: "conditional",
        nfsSource: "general knowledge: Direct NFS, or plain NFS with Oracle's mount options",
        evidence: "cited",
        source: "gvenzl/oci-oracle-free (no VOLUME), 2025-11-02",
        stopGraceSeconds: 300,
    },
    {
        id: "oracle-xe",
        title: "Oracle Database XE",
        names: ["gvenzl/oracle-xe"],
        layouts: [
            { below: 12, directories: ["/u01/app/oracle/oradata"], volumes: [] },
            { directories: ["/opt/oracle/oradata"], volumes: [], alsoFine: ["/u01/app/oracle/oradata"] },
        ],
        singleWriter: true,
        nfs: "conditional",
        nfsSource: "general knowledge: Direct NFS, or plain NFS with Oracle's mount options",
        evidence: "assumed",
        source: GENERAL_KNOWLEDGE,
        stopGraceSeconds: 300,
    },
    {
        id: "db2",
        title: "Db2",
        names: ["ibmcom/db2", "icr.io/db2_community/db2"],
        layouts: [{ directories: ["/database"], volumes: [] }],
        singleWriter: true,
        nfs: "conditional",
        nfsSource: "general knowledge: with the vendor's mount options",
        evidence: "assumed",
        source: GENERAL_KNOWLEDGE,
        stopGraceSeconds: 300,
    },
    {
        id: "crate",
        title: "CrateDB",
        names: ["crate"],
        layouts: [{ directories: ["/data"], volumes: ["/data"] }],
        movedBy: [{ flags: ["-Cpath.data", "-C path.data"] }],
        programs: ["crate"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: a Lucene engine, which needs dependable locks",
        evidence: "cited",
        source: "crate/docker-crate, 2026-07-20",
    },
    {
        id: "clickhouse",
        entrypoint: "/entrypoint.sh",
        title: "ClickHouse",
        names: ["clickhouse", "clickhouse/clickhouse-server", "yandex/clickhouse-server"],
        layouts: [{ directories: ["/var/lib/clickhouse"], volumes: ["/var/lib/clickhouse"] }],
        configuration: { flags: ["--config-file", "--config", "-C"], effect: "may move" },
        programs: ["clickhouse-server", "clickhouse"],
        jobs: ["client", "local", "benchmark", "keeper", "keeper-client"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: expects a local file system",
        evidence: "cited",
        source: "ClickHouse/docker-library, 2026-08-07",
        stopGraceSeconds: 60,
    },
    {
        id: "questdb",
        title: "QuestDB",
        names: ["questdb/questdb"],
        layouts: [{ directories: ["/var/lib/questdb"], volumes: [], alsoFine: ["/root/.questdb"] }],
        movedBy: [{ env: ["QDB_ROOT"], flags: ["-d"] }],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: its documentation advises against NFS",
        evidence: "cited",
        source: "questdb.com, deployment with Docker; questdb/questdb core Dockerfile, commit 062d252bbc6a (older images)",
    },
];

;// CONCATENATED MODULE: ./build/src/persistence/facts/search.js

const ELASTICSEARCH = {
    programs: ["elasticsearch", "eswrapper"],
    singleWriter: true,
    nfs: "discouraged",
    nfsSource: "elastic.co, tune for indexing speed: some remote storage is very slow, benchmark first",
    stopGraceSeconds: 120,
};
const LMDB = "lmdb.h: never on a remote file system, not even between processes of one host";
/** Search engines and vector databases. */
const SEARCH = [
    {
        ...ELASTICSEARCH,
        id: "elasticsearch",
        title: "Elasticsearch",
        names: ["docker.elastic.co/elasticsearch/elasticsearch"],
        layouts: [{ directories: ["/usr/share/elasticsearch/data"], volumes: [] }],
        movedBy: [{ env: ["path.data", "ES_SETTING_PATH_DATA"], flags: ["-Epath.data", "-E path.data"], list: true }],
        evidence: "cited",
        source: "elastic/dockerfiles (no VOLUME), 2026-01-13",
    },
    {
        ...ELASTICSEARCH,
        id: "elasticsearch-hub",
        title: "Elasticsearch",
        names: ["elasticsearch"],
        layouts: [
            { below: 6, directories: ["/usr/share/elasticsearch/data"], volumes: ["/usr/share/elasticsearch/data"] },
            { directories: ["/usr/share/elasticsearch/data"], volumes: [] },
        ],
        movedBy: [{ env: ["path.data", "ES_SETTING_PATH_DATA"], flags: ["-Epath.data", "-E path.data"], list: true }],
        evidence: "cited",
        source: "docker-library/elasticsearch 5/Dockerfile, commit ffaaf3283e47; from 6 on elastic/dockerfiles, 2026-01-13",
    },
    {
        ...ELASTICSEARCH,
        id: "elasticsearch-oss",
        title: "Elasticsearch",
        names: ["docker.elastic.co/elasticsearch/elasticsearch-oss", "elastic/elasticsearch"],
        layouts: [{ directories: ["/usr/share/elasticsearch/data"], volumes: [] }],
        movedBy: [{ env: ["path.data", "ES_SETTING_PATH_DATA"], flags: ["-Epath.data", "-E path.data"], list: true }],
        evidence: "assumed",
        source: GENERAL_KNOWLEDGE,
    },
    {
        ...ELASTICSEARCH,
        id: "bitnami-elasticsearch",
        title: "Elasticsearch (Bitnami)",
        names: ["bitnami/elasticsearch"],
        layouts: [{ directories: ["/bitnami/elasticsearch/data"], volumes: [], mountAt: "/bitnami/elasticsearch" }],
        movedBy: [{ env: ["ELASTICSEARCH_DATA_DIR_LIST"], list: true }],
        evidence: "cited",
        source: "bitnami/containers elasticsearch 8 Dockerfile and elasticsearch-env.sh, commit 16cb160396f9",
    },
    {
        ...ELASTICSEARCH,
        id: "bitnami-opensearch",
        title: "OpenSearch (Bitnami)",
        names: ["bitnami/opensearch"],
        layouts: [{ directories: ["/bitnami/opensearch/data"], volumes: [], mountAt: "/bitnami/opensearch" }],
        movedBy: [{ env: ["OPENSEARCH_DATA_DIR_LIST"], list: true }],
        evidence: "assumed",
        source: "bitnami/containers opensearch 2 Dockerfile (no VOLUME), 2023-12-01; the directory is not looked up",
    },
    {
        id: "opensearch",
        title: "OpenSearch",
        names: ["opensearchproject/opensearch"],
        layouts: [{ directories: ["/usr/share/opensearch/data"], volumes: [] }],
        movedBy: [{ env: ["path.data"], flags: ["-Epath.data", "-E path.data"], list: true }],
        programs: ["opensearch", "opensearch-docker-entrypoint.sh"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "opensearch.org, install OpenSearch: no network file system for node storage in production",
        evidence: "cited",
        source: "opensearch-project/opensearch-build al2 Dockerfile (no VOLUME), commit 0321c35ceccd",
        stopGraceSeconds: 120,
    },
    {
        id: "solr",
        title: "Solr",
        names: ["solr"],
        layouts: [
            { below: 8, directories: ["/opt/solr/server/solr"], volumes: [] },
            { directories: ["/var/solr"], volumes: ["/var/solr"], alsoFine: ["/var/solr/data"] },
        ],
        movedBy: [{ env: ["SOLR_HOME"] }],
        programs: ["solr", "solr-foreground", "solr-precreate", "solr-create", "solr-demo", "solr-fg"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: Lucene needs dependable locks",
        evidence: "cited",
        source: "apache/solr-docker, 2026-03-03",
        stopGraceSeconds: 60,
    },
    {
        id: "meilisearch",
        title: "Meilisearch",
        names: ["getmeili/meilisearch"],
        layouts: [
            // Images before 0.27 start in `/` and keep `/data.ms`; the major version alone does not tell.
            { below: 1, guess: true, directories: ["/meili_data"], volumes: [], alsoFine: ["/data.ms"] },
            { directories: ["/meili_data"], volumes: [], alsoFine: ["/meili_data/data.ms"] },
        ],
        movedBy: [{ env: ["MEILI_DB_PATH"], flags: ["--db-path"] }],
        configuration: { flags: ["--config-file-path"], effect: "may move" },
        workdir: "/meili_data",
        programs: ["meilisearch"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: LMDB,
        evidence: "cited",
        source: "meilisearch/meilisearch Dockerfile (no VOLUME), 2026-07-23",
    },
    {
        id: "typesense",
        title: "Typesense",
        names: ["typesense/typesense"],
        layouts: [{ directories: [], volumes: [] }],
        movedBy: [{ env: ["TYPESENSE_DATA_DIR"], flags: ["--data-dir", "-d"] }],
        programs: ["typesense-server"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: RocksDB and Raft logs",
        evidence: "cited",
        source: "typesense.org, install guide (the directory has no default)",
    },
    {
        id: "qdrant",
        title: "Qdrant",
        names: ["qdrant/qdrant"],
        layouts: [{ directories: ["/qdrant/storage"], volumes: [] }],
        movedBy: [{ env: ["QDRANT__STORAGE__STORAGE_PATH"] }],
        configuration: { flags: ["--config-path"], effect: "may move" },
        workdir: "/qdrant",
        programs: ["qdrant", "entrypoint.sh"],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "qdrant/qdrant fs/check.rs: warns that NFS locking may corrupt data",
        evidence: "cited",
        source: "Dockerfile in the image's repository, 2026-08-04",
    },
    {
        id: "weaviate",
        title: "Weaviate",
        names: ["semitechnologies/weaviate", "cr.weaviate.io/semitechnologies/weaviate"],
        layouts: [{ directories: ["/var/lib/weaviate"], volumes: [], guess: true }],
        movedBy: [{ env: ["PERSISTENCE_DATA_PATH"] }],
        configuration: { flags: ["--config-file"], effect: "may move" },
        programs: ["weaviate"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: memory-mapped files",
        evidence: "cited",
        source: "docs.weaviate.io, persistence; weaviate/weaviate Dockerfile, commit 01410ed89496 (no VOLUME)",
    },
    {
        id: "chroma",
        title: "Chroma",
        names: ["chromadb/chroma", "ghcr.io/chroma-core/chroma"],
        layouts: [
            { below: 1, directories: ["/chroma/chroma"], volumes: [], guess: true, alsoFine: ["/index_data"] },
            { directories: ["/data"], volumes: [] },
        ],
        movedBy: [{ env: ["PERSIST_DIRECTORY", "CHROMA_PERSIST_PATH"], flags: ["--path"] }],
        choices: [{ env: ["IS_PERSISTENT"], local: ["true", "1", "yes"], frees: "directory" }],
        configuration: { endings: [".yaml", ".yml"], effect: "may move" },
        programs: ["chroma"],
        subcommands: ["run"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: SQLITE_ON_NFS,
        evidence: "cited",
        source: "docker-compose.yml in the image's repository, 2026-08-22",
    },
    {
        id: "milvus",
        title: "Milvus",
        names: ["milvusdb/milvus"],
        layouts: [{ directories: ["/var/lib/milvus"], volumes: [] }],
        logic: "milvus",
        programs: ["milvus"],
        subcommands: ["run"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: RocksDB files",
        evidence: "cited",
        source: "milvus-io/milvus configs/milvus.yaml, commit 001169c0e570",
    },
];

;// CONCATENATED MODULE: ./build/src/persistence/facts/wide-column.js
/** Wide-column stores. */
const WIDE_COLUMN = [
    {
        id: "cassandra",
        title: "Cassandra",
        names: ["cassandra"],
        layouts: [{ directories: ["/var/lib/cassandra"], volumes: ["/var/lib/cassandra"] }],
        programs: ["cassandra"],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: the hardware guide advises against network storage",
        evidence: "cited",
        source: "docker-library/cassandra, 2026-04-16",
        stopGraceSeconds: 60,
    },
    {
        id: "bitnami-cassandra",
        title: "Cassandra (Bitnami)",
        names: ["bitnami/cassandra"],
        layouts: [{ directories: ["/bitnami/cassandra/data"], volumes: [], mountAt: "/bitnami/cassandra" }],
        movedBy: [
            { env: ["CASSANDRA_DATA_DIR"] },
            { env: ["CASSANDRA_VOLUME_DIR"], below: "data" },
            { env: ["CASSANDRA_COMMITLOG_DIR"], adds: true },
        ],
        singleWriter: true,
        nfs: "discouraged",
        nfsSource: "general knowledge: the hardware guide advises against network storage",
        evidence: "cited",
        source: "bitnami/containers cassandra 4.1 Dockerfile and cassandra-env.sh, commit 50e86f24f638",
        stopGraceSeconds: 60,
    },
    {
        id: "scylla",
        title: "ScyllaDB",
        names: ["scylladb/scylla"],
        layouts: [{ directories: ["/var/lib/scylla"], volumes: ["/var/lib/scylla"] }],
        movedBy: [{ flags: ["--workdir"] }],
        singleWriter: true,
        nfs: "unsupported",
        nfsSource: "general knowledge: XFS on local disks",
        evidence: "cited",
        source: "scylladb/scylladb dist/docker build script, commit 01a4f1daed1a",
        stopGraceSeconds: 60,
    },
];

;// CONCATENATED MODULE: ./build/src/persistence/image-facts.js










/** Every image family whose data is known, each name in one family only. */
const IMAGE_FAMILIES = [
    ...RELATIONAL,
    ...DOCUMENTS,
    ...KEY_VALUE,
    ...WIDE_COLUMN,
    ...SEARCH,
    ...OBSERVABILITY,
    ...BROKERS,
    ...DEVELOPMENT,
    ...APPLICATIONS,
    ...OPERATIONS,
];

;// CONCATENATED MODULE: ./build/src/persistence/images.js



/** The families' facts about an image, or undefined when the image is not known. */
function matchImage(reference) {
    const parsed = parseReference(reference);
    for (const { path, exact } of candidates(parsed)) {
        const name = familyName(path);
        if (name === undefined || (name.endsWith("*") && isStatelessName(path)))
            continue;
        const family = BY_NAME.get(name);
        const words = new Set(parsed.tag?.split("-"));
        if (family.onlyTagWord !== undefined && !words.has(family.onlyTagWord))
            continue;
        if (family.notTagWord !== undefined && words.has(family.notTagWord))
            continue;
        const major = majorVersion(parsed.tag, family);
        const { layout, certain } = layoutFor(family, words, major, parsed.tagKnown);
        const tag = waits(parsed.tag) ? undefined : parsed.tag;
        return { family, name, tag, major, layout, exact, certain: exact && certain };
    }
    return undefined;
}
/** Whether the image is known to keep nothing, whatever it is told. */
function isStatelessImage(reference) {
    for (const { path } of candidates(parseReference(reference))) {
        if (isStatelessName(path))
            return true;
        const name = familyName(path);
        if (name !== undefined)
            return BY_NAME.get(name)?.layouts.length === 0;
    }
    return false;
}
const BY_NAME = new Map(IMAGE_FAMILIES.flatMap((family) => family.names.map((name) => [name, family])));
const STATELESS_NAMES = new Set(STATELESS_IMAGES);
const STATELESS_PATTERNS = STATELESS_IMAGES.filter((name) => name.includes("*")).map((name) => {
    const [start = "", end = ""] = name.split("*");
    return { start, end };
});
function isStatelessName(path) {
    return (STATELESS_NAMES.has(path) ||
        STATELESS_PATTERNS.some(({ start, end }) => path.startsWith(start) && path.endsWith(end)));
}
/** The family's name for a repository: the name itself, or the one with `*` for its last part. */
function familyName(path) {
    if (BY_NAME.has(path))
        return path;
    const wildcard = `${path.slice(0, path.lastIndexOf("/") + 1)}*`;
    return BY_NAME.has(wildcard) ? wildcard : undefined;
}
function parseReference(reference) {
    const shown = showUnknown(reference);
    const at = shown.indexOf("@");
    const named = at === -1 ? shown : shown.slice(0, at);
    const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
    const repository = colon === -1 ? named : named.slice(0, colon);
    const tag = colon === -1 ? undefined : named.slice(colon + 1);
    const slash = repository.indexOf("/");
    const first = slash === -1 ? "" : repository.slice(0, slash);
    const isHost = /[.:]/.test(first) || first === "localhost" || /^\$\{[^}]*\}$/.test(first);
    return {
        host: isHost ? first : undefined,
        path: isHost ? repository.slice(slash + 1) : repository,
        tag,
        tagKnown: tag === undefined ? at === -1 : !waits(tag),
    };
}
/** Whether a part of a reference, as a person wrote it, names a variable that is not set. */
function waits(part) {
    return part?.includes("${") ?? false;
}
const DOCKER_HUB = new Set(["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"]);
/**
 * First parts of repositories that hold the images of another: the official images by processor
 * (docker-library/official-images README, 2026-08), and Bitnami's archive of its older images (2025-08).
 */
const SAME_IMAGES = new Map([
    ["library", ""],
    ...["amd64", "arm32v5", "arm32v6", "arm32v7", "arm64v8", "i386", "ppc64le", "riscv64", "s390x"].map((name) => [name, ""]),
    ["bitnamilegacy", "bitnami/"],
]);
/** What proxies and mirrors put before the repository's own path: ECR, GitLab, Harbor, Nexus, Artifactory. */
const MIRROR_PARTS = new Set([
    "docker",
    "docker.io",
    "dockerhub",
    "docker-hub",
    "docker-proxy",
    "docker-remote",
    "docker-virtual",
    "dockerhub-proxy",
    "hub",
    "proxy",
    "mirror",
    "containers",
]);
/** Repository names to look for, the surest first. */
function* candidates({ host, path }) {
    if (host === undefined || DOCKER_HUB.has(host)) {
        // `${PREFIX}postgres`: most likely a registry in front of the name.
        const rest = path.replace(/^\$\{[^}]*\}/, "");
        yield { path: withoutAlias(rest), exact: rest === path };
        return;
    }
    yield { path: `${host}/${path}`, exact: true };
    yield { path: withoutAlias(path), exact: false };
    const parts = path.split("/");
    for (let index = parts.length - 1; index > 0; index--) {
        if (!MIRROR_PARTS.has(parts[index - 1]))
            continue;
        yield { path: withoutAlias(parts.slice(index).join("/")), exact: false };
    }
}
function withoutAlias(path) {
    const slash = path.indexOf("/");
    const same = slash === -1 ? undefined : SAME_IMAGES.get(path.slice(0, slash));
    return same === undefined ? path : same + path.slice(slash + 1);
}
/** A number of five digits or more is a date. */
function majorVersion(tag, { versionAfter }) {
    const pattern = versionAfter === "pg" ? /(?:^|[-_.])pg(\d{1,2})(?!\d)/ : /^v?(\d{1,4})(?=$|[-._]|rc|beta|alpha)/;
    const digits = tag?.match(pattern)?.[1];
    return digits === undefined ? undefined : Number(digits);
}
function layoutFor({ layouts }, words, major, tagKnown) {
    for (const layout of layouts) {
        const { from, below, tagWord } = layout;
        const certain = layout.guess !== true;
        if (tagWord !== undefined) {
            if (words.has(tagWord))
                return { layout, certain };
        }
        else if (from === undefined && below === undefined) {
            return { layout, certain: certain && (layouts.length === 1 || tagKnown) };
        }
        else if (major !== undefined && major >= (from ?? 0) && major < (below ?? Number.POSITIVE_INFINITY)) {
            return { layout, certain };
        }
    }
    return { layout: undefined, certain: true };
}

;// CONCATENATED MODULE: ./build/src/persistence/placement.js

/** Splits at the first operator as SwarmKit does: `==` is looked for before `!=`. */
function parseConstraint(text) {
    for (const operator of ["==", "!="]) {
        const at = text.indexOf(operator);
        if (at === -1)
            continue;
        return { operator, key: text.slice(0, at).trim(), value: text.slice(at + 2).trim() };
    }
    return undefined;
}
const ZONE_LABEL = /(^|[._-])(zone|az|availability[-_.]?zone|datacenter|dc|region)$/i;
function pinOf(constraint) {
    const parsed = parseConstraint(constraint.value);
    if (parsed === undefined)
        return hasUnknown(constraint.value) ? "variable" : "none";
    if (hasUnknown(parsed.key))
        return "variable";
    if (parsed.operator !== "==")
        return "none";
    const key = parsed.key.toLowerCase();
    if (key === "node.hostname" || key === "node.id")
        return "node";
    if (key === "node.ip")
        return parsed.value.includes("/") ? "none" : "node";
    if (key === "node.role")
        return "role";
    if (/^(node|engine)\.labels\./.test(key))
        return ZONE_LABEL.test(key) ? "zone" : "label";
    return "none";
}
/** How far the task may go, from mode, constraints and what is known of the cluster. */
function describePlacement(service, facts) {
    const everywhere = service.mode.value === "global" || service.mode.value === "global-job";
    const placed = (roam, pin, why, constraint) => ({
        roam,
        pin,
        why,
        everywhere,
        ...(constraint ? { constraint } : {}),
    });
    if (facts.nodes === 1)
        return placed("node", "node", "the cluster has one node");
    if (everywhere)
        return placed("node", "none", "a global service has a task on every node, which never moves");
    const found = new Map();
    for (const constraint of service.constraints) {
        const pin = pinOf(constraint);
        if (!found.has(pin))
            found.set(pin, constraint);
    }
    const take = (pin) => found.get(pin);
    const node = take("node");
    if (node)
        return placed("node", "node", "a constraint names one node", node);
    const variable = take("variable");
    if (variable) {
        const names = unknownNames(variable.value).map((name) => `\`${name}\``);
        return placed("unknown", "variable", `a constraint depends on ${names.join(", ")}, which is not set here`, variable);
    }
    if (service.mode.value === "unknown")
        return placed("unknown", "variable", "the deploy mode depends on a variable that is not set here");
    const label = take("label");
    if (label)
        return placed("unknown", "label", "a constraint names a label, and any number of nodes can carry it", label);
    const role = take("role");
    if (role)
        return placed("unknown", "role", "a constraint names a role, and any number of nodes can have it", role);
    const zone = take("zone");
    if (zone)
        return placed("zone", "label", "a constraint names a zone, and any number of nodes can be in it", zone);
    return placed("cluster", "none", "no constraint keeps the task on one node");
}

;// CONCATENATED MODULE: ./build/src/persistence/facts/drivers.js
const LAST_COMMITS = "last commit as of 2026-08";
const NOT_LOOKED_UP = "not looked up; the kind follows from what the storage is";
/** The volume drivers that stack files name. */
const DRIVERS = [
    {
        names: ["", "local"],
        kind: "local",
        alive: "maintained",
        source: "part of Docker Engine",
    },
    {
        names: ["rexray/ebs", "rexray/dobs", "rexray/gcepd", "rexray/cinder", "rexray/azureud", "rexray/rbd"],
        kind: "block",
        alive: "dead",
        source: `rexray/rexray: 2019-01-15, ${LAST_COMMITS}`,
    },
    {
        names: ["rexray/efs", "rexray/s3fs"],
        kind: "shared",
        alive: "dead",
        source: `rexray/rexray: 2019-01-15, ${LAST_COMMITS}`,
    },
    {
        names: ["rexray"],
        kind: "unknown",
        alive: "dead",
        source: `rexray/rexray: 2019-01-15, ${LAST_COMMITS}; its configuration chooses the storage`,
    },
    {
        names: ["cloudstor", "cloudstor:aws", "cloudstor:azure", "docker4x/cloudstor"],
        kind: "unknown",
        alive: "dead",
        source: "Docker for AWS and Azure, archived documentation; an option chooses between EFS and EBS",
    },
    {
        names: ["flocker"],
        kind: "block",
        alive: "dead",
        source: `ClusterHQ/flocker: 2016-12-23, ${LAST_COMMITS}`,
    },
    {
        names: ["convoy"],
        kind: "unknown",
        alive: "dead",
        source: `rancher/convoy: 2018-12-07, ${LAST_COMMITS}; its configuration chooses the storage`,
    },
    {
        names: ["nfs", "efs", "cifs", "netshare", "docker-volume-netshare"],
        kind: "shared",
        alive: "dead",
        source: `ContainX/docker-volume-netshare, which registers the plain names: 2020-02-08, ${LAST_COMMITS}`,
    },
    {
        names: ["azurefile"],
        kind: "shared",
        alive: "dead",
        source: `Azure/azurefile-dockervolumedriver: 2018-01-16, ${LAST_COMMITS}; its README calls it deprecated`,
    },
    {
        names: ["vsphere", "vmware/docker-volume-vsphere", "vmware/vsphere-storage-for-docker"],
        kind: "block",
        alive: "dead",
        source: `vmware-archive/vsphere-storage-for-docker: 2020-01-12, ${LAST_COMMITS}; its README ends development`,
    },
    {
        names: ["dostorage", "omallo/docker-volume-plugin-dostorage"],
        kind: "block",
        alive: "dead",
        source: `omallo/docker-volume-plugin-dostorage: 2016-12-30, ${LAST_COMMITS}`,
    },
    {
        names: ["trajano/nfs-volume-plugin", "trajano/glusterfs-volume-plugin", "trajano/cifs-volume-plugin"],
        kind: "shared",
        alive: "dead",
        source: `trajano/docker-volume-plugins: 2020-10-12, ${LAST_COMMITS}`,
    },
    {
        names: ["trajano/centos-mounted-volume-plugin"],
        kind: "unknown",
        alive: "dead",
        source: `trajano/docker-volume-plugins: 2020-10-12, ${LAST_COMMITS}; mounts whatever it is told`,
    },
    {
        names: ["vieux/sshfs", "sshfs"],
        kind: "shared",
        alive: "dead",
        source: `vieux/docker-volume-sshfs: 2018-05-02, ${LAST_COMMITS}`,
    },
    {
        names: ["fentas/davfs"],
        kind: "shared",
        alive: "dead",
        source: `fentas/docker-volume-davfs: 2018-07-17, ${LAST_COMMITS}`,
    },
    {
        names: ["sapk/plugin-gluster"],
        kind: "shared",
        alive: "dead",
        source: `sapk/docker-volume-gluster: 2019-06-19, ${LAST_COMMITS}`,
    },
    {
        names: ["local-persist"],
        kind: "local",
        alive: "dead",
        source: `MatchbookLab/local-persist: 2023-05-16, ${LAST_COMMITS}; a folder of the node in any case`,
    },
    {
        names: ["linode/docker-volume-linode", "linode"],
        kind: "block",
        alive: "maintained",
        source: `linode/docker-volume-linode: 2026-08-20, ${LAST_COMMITS}`,
    },
    {
        names: ["costela/docker-volume-hetzner", "hetzner"],
        kind: "block",
        alive: "maintained",
        source: `costela/docker-volume-hetzner: 2026-06-22, ${LAST_COMMITS}`,
    },
    {
        names: ["neuroforgede/docker-volume-hetzner"],
        kind: "block",
        alive: "maintained",
        source: `neuroforgede/docker-volume-hetzner: 2024-04-23, ${LAST_COMMITS}`,
    },
    {
        names: ["juicedata/juicefs", "juicefs"],
        kind: "shared",
        alive: "maintained",
        source: `juicedata/juicefs: 2026-08-17, ${LAST_COMMITS}`,
    },
    {
        names: ["netapp", "netapp/trident-plugin", "trident"],
        kind: "unknown",
        alive: "maintained",
        source: `NetApp/trident: 2026-07-31, ${LAST_COMMITS}; serves both disks and shares, its Docker mode is not looked up`,
    },
    {
        names: ["hetznercloud/hcloud-csi-driver", "hcloud-csi"],
        kind: "block",
        alive: "maintained",
        source: `hetznercloud/csi-driver, deploy/docker-swarm: 2026-08-21, ${LAST_COMMITS}`,
    },
    {
        names: ["democratic-csi"],
        kind: "unknown",
        alive: "maintained",
        source: `democratic-csi/democratic-csi: 2025-10-31, ${LAST_COMMITS}; serves both disks and shares`,
    },
    {
        names: ["wetopi/rbd"],
        kind: "block",
        alive: "maintained",
        source: `wetopi/docker-volume-rbd: 2024-02-27, ${LAST_COMMITS}; slow upkeep`,
    },
    {
        names: ["ollijanatuinen/swarm-csi-nfs", "ollijanatuinen/swarm-csi-smb"],
        kind: "shared",
        alive: "maintained",
        source: `olljanat/csi-plugins-for-docker-swarm: 2024-12-10, ${LAST_COMMITS}; calls itself a playground`,
    },
    {
        names: ["ollijanatuinen/swarm-csi-aws-ebs", "ollijanatuinen/swarm-csi-digitalocean"],
        kind: "block",
        alive: "maintained",
        source: `olljanat/csi-plugins-for-docker-swarm: 2024-12-10, ${LAST_COMMITS}; calls itself a playground`,
    },
    {
        names: [
            "seaweedfs",
            "mochoa/s3fs-volume-plugin",
            "mochoa/glusterfs-volume-plugin",
            "quobyte",
            "lizardfs",
            "moosefs",
        ],
        kind: "shared",
        alive: "unknown",
        source: NOT_LOOKED_UP,
    },
    {
        names: ["portworx/pxd", "pxd", "storageos", "hpe", "purestorage", "pure"],
        kind: "unknown",
        alive: "unknown",
        source: "not looked up; serves disks that some of its options share",
    },
];
/** Words in the name of a driver that is not listed, and is a block device. */
const BLOCK_WORDS = new Set("ebs awsebs linode hetzner hcloud dostorage dobs rbd vsphere cinder pd gcepd".split(" "));
/** The same for network file systems. */
const SHARED_WORDS = new Set("nfs efs cifs smb glusterfs gluster cephfs s3fs seaweedfs juicefs moosefs".split(" "));

;// CONCATENATED MODULE: ./build/src/persistence/drivers.js

const drivers_BY_NAME = new Map(DRIVERS.flatMap((facts) => facts.names.map((name) => [name, facts])));
/** Facts about a volume driver: by its name, without its tag or registry, else by the words in its name. */
function describeDriver(driver) {
    const name = driver.toLowerCase().replace(/^(docker\.io|index\.docker\.io)\//, "");
    const plain = name.replace(/@.*$/, "").replace(/:[^/]*$/, "");
    const facts = drivers_BY_NAME.get(name) ?? drivers_BY_NAME.get(plain);
    if (facts)
        return { kind: facts.kind, alive: facts.alive, source: facts.source };
    const words = plain.split(/[^a-z0-9]+/);
    if (words.some((word) => BLOCK_WORDS.has(word))) {
        return {
            kind: "block",
            alive: "unknown",
            source: "its name is that of a block device, attached to one node at a time",
        };
    }
    if (words.some((word) => SHARED_WORDS.has(word))) {
        return { kind: "shared", alive: "unknown", source: "its name is that of a network file system" };
    }
    return { kind: "unknown", alive: "unknown", source: "not in the list of known drivers" };
}

;// CONCATENATED MODULE: ./build/src/persistence/storage.js



const storage = (kind, reach, why) => ({ kind, reach, why });
const CONTAINER_LAYER = storage("container-layer", "container", "no mount covers it: the files are in the container's own layer");
const IMAGE_VOLUME = storage("anonymous-volume", "container", "no mount covers it: the image's VOLUME makes a new anonymous volume for every task");
/** `type` option values of the local driver that mount a file system over the network. */
const NETWORK_TYPES = new Set(["nfs", "nfs4", "cifs", "smb3", "ceph", "glusterfs", "9p"]);
const MEMORY_TYPES = new Set(["tmpfs", "ramfs"]);
const DISK_TYPES = new Set(["ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs"]);
/** Where the bytes behind a mount are. `volume` is the declaration that the mount names. */
function describeStorage(mount, volume, facts) {
    switch (mount.type) {
        case "tmpfs":
            return storage("tmpfs", "container", "a tmpfs lives in the memory of one container");
        case "bind":
            return hostPath(mount.source?.value ?? "", facts);
        case "npipe":
            return storage("named-pipe", "node", "a named pipe belongs to its node");
        case "cluster":
            return storage("cluster-volume", "unknown", "how far a cluster volume reaches depends on its CSI driver");
        case "volume":
            if (mount.source === undefined) {
                return storage("anonymous-volume", "container", "a volume without a name is made anew for every task");
            }
            return volume ? declared(volume, facts) : storage("unknown", "unknown", "the volume is not declared");
        default:
            return storage("unknown", "unknown", storage_waitsFor(mount.source ?? mount.target));
    }
}
function storage_waitsFor({ value }) {
    const names = unknownNames(value).map((name) => `\`${name}\``);
    return names.length > 0 ? `it depends on ${names.join(", ")}, which is not set here` : "Docker does not run it";
}
function hostPath(source, { sharedPaths }) {
    if (hasUnknown(source))
        return storage("unknown", "unknown", storage_waitsFor({ value: source }));
    const shared = sharedPaths.find((path) => covers(path, source));
    if (shared !== undefined)
        return storage("shared-path", "cluster", `\`${shared}\` is declared to be the same on every node`);
    if (looksShared(source)) {
        const why = "the path looks like a mounted network file system; `--shared-path` would settle it";
        return storage("shared-path", "unknown", why);
    }
    return storage("host-path", "node", "a host path belongs to its node");
}
function declared(volume, facts) {
    if (volume.externalWaits)
        return storage("unknown", "unknown", "whether the volume is external depends on a variable that is not set here");
    if (volume.external) {
        return storage("external-volume", "unknown", "an external volume can be anything; its driver, declared in the stack, would settle it");
    }
    if (volume.extensions.has("x-cluster-spec")) {
        return storage("cluster-volume", "unknown", "how far a cluster volume reaches depends on its CSI driver");
    }
    const name = volume.name?.value ?? "";
    if (/\{\{\s*\.Task\.(ID|Name)\s*\}\}/.test(name)) {
        return storage("per-task-volume", "container", "the volume's name holds the task's own id: every task gets a new one");
    }
    const driver = volume.driver?.value ?? "local";
    if (hasUnknown(driver))
        return storage("unknown", "unknown", storage_waitsFor(volume.driver));
    if (driver === "local")
        return localDriver(volume.driverOpts, facts);
    const { kind } = describeDriver(driver);
    if (kind === "block")
        return storage("block-volume", "zone", "a block device is attached to one node of its zone at a time");
    if (kind === "shared")
        return storage("shared-volume", "cluster", "the driver reaches the same data from every node");
    return storage("plugin-volume", "unknown", `how far the driver \`${driver}\` reaches is not known`);
}
function localDriver(options, facts) {
    const plain = storage("local-volume", "node", "the local driver keeps a volume on the node that made it");
    const type = options?.get("type");
    const device = options?.get("device");
    const flags = options?.get("o");
    for (const option of [type, device])
        if (option && hasUnknown(option.value))
            return deciding(option, type, facts);
    const typeName = type?.value ?? "";
    if (NETWORK_TYPES.has(typeName)) {
        return storage("network-volume", "cluster", `the local driver mounts ${typeName.toUpperCase()}, which every node can reach`);
    }
    if (MEMORY_TYPES.has(typeName))
        return storage("tmpfs", "container", "the volume is a tmpfs: it is empty after every start");
    if ((device?.value ?? "") === "" && typeName === "")
        return plain;
    const bound = /(^|,)\s*r?bind(,|$)/.test(flags?.value ?? "") || typeName === "none" || typeName === "";
    if (bound) {
        const path = hostPath(device?.value ?? "", facts);
        return path.reach === "node"
            ? { ...path, why: "the volume is a folder of the node, bound by the local driver" }
            : path;
    }
    if (DISK_TYPES.has(typeName))
        return { ...plain, why: `the volume is a disk of the node (${typeName})` };
    return storage("unknown", "unknown", "the local driver mounts a file system that is not known here");
}
/** A network type with an unknown server is still a network volume; anything else waits for its variable. */
function deciding(option, type, facts) {
    if (type && type !== option && NETWORK_TYPES.has(type.value))
        return localDriver(new Map([["type", type]]), facts);
    return storage("unknown", "unknown", storage_waitsFor(option));
}

;// CONCATENATED MODULE: ./build/src/persistence/survival.js
/**
 * What a service finds after each event. `empty`: it starts on nothing while the old data still lies on
 * another node; `lost`: the old data is gone; `split`: every task has data of its own; `down`: no task
 * runs until the node or zone is back, and the data waits there; `rejected`: the task cannot start.
 */
function predict(storage, placement) {
    if (storage.kind === "unknown")
        return { replaced: "unknown", ...elsewhere("unknown") };
    switch (storage.reach) {
        case "container":
            return { replaced: "lost", moved: "lost", "node-lost": "lost", "zone-lost": "lost", "scaled-out": "split" };
        case "node":
            return onNode(storage, placement);
        case "zone":
            return inZone(placement);
        case "cluster":
            return inCluster(placement);
        case "unknown":
            return { replaced: "kept", ...elsewhere("unknown") };
    }
}
function elsewhere(outcome) {
    return { moved: outcome, "node-lost": outcome, "zone-lost": outcome, "scaled-out": outcome };
}
function onNode(storage, { roam, everywhere }) {
    const gone = { replaced: "kept", "node-lost": "lost", "zone-lost": "lost" };
    if (everywhere)
        return { ...gone, moved: "down", "scaled-out": "split" };
    if (roam === "node")
        return { ...gone, moved: "down", "scaled-out": "kept" };
    if (roam === "unknown")
        return { ...gone, moved: "unknown", "scaled-out": "unknown" };
    const moved = storage.kind === "host-path" ? "rejected" : "empty";
    return { ...gone, moved, "scaled-out": "split" };
}
function inZone({ roam }) {
    const base = { replaced: "kept", "zone-lost": "down", "scaled-out": "unknown" };
    if (roam === "node")
        return { ...base, moved: "down", "node-lost": "down" };
    if (roam === "zone")
        return { ...base, moved: "kept", "node-lost": "kept" };
    return { ...base, moved: "unknown", "node-lost": "unknown" };
}
/** The server behind network storage has a zone of its own, which the file does not tell. */
function inCluster({ roam, everywhere }) {
    const stuck = roam === "node";
    return {
        replaced: "kept",
        moved: stuck ? "down" : "kept",
        "node-lost": stuck && !everywhere ? "down" : "kept",
        "zone-lost": "unknown",
        "scaled-out": "kept",
    };
}

;// CONCATENATED MODULE: ./build/src/persistence/exposure.js







/** Every mount and every uncovered data directory of the stack. Services with `replicas: 0` run no task. */
function exposuresOf(stack, facts) {
    return stack.services
        .filter((service) => service.replicas?.value !== 0)
        .flatMap((service) => ofService(service, stack, facts));
}
function ofService(service, stack, facts) {
    const reference = service.image?.value;
    const image = reference === undefined ? undefined : matchImage(reference);
    const needs = image && needsOf(image, service);
    const placement = describePlacement(service, facts);
    const uncovered = needs === undefined ? [] : uncoveredBy(service.mounts, needs);
    const view = { service, placement, image, needs, uncovered };
    const mounts = service.mounts.map((mount) => {
        const volume = mount.source && stack.volumes.get(mount.source.value);
        const storage = describeStorage(mount, mount.type === "bind" ? undefined : volume, facts);
        const directory = needs?.directories.find((one) => reaches(mount, one));
        const role = roleOf(mount, view, directory);
        const target = mount.target.value;
        return { view, mount, volume, target, directory, role, storage, survival: predict(storage, placement) };
    });
    const bare = uncovered.map((directory) => {
        const storage = directory.imageVolume === undefined ? CONTAINER_LAYER : IMAGE_VOLUME;
        const survival = predict(storage, placement);
        return {
            view,
            mount: undefined,
            volume: undefined,
            target: directory.path,
            directory,
            role: "data",
            storage,
            survival,
        };
    });
    return [...mounts, ...bare];
}
/** A configuration file of the service's own may name other directories: then none is certain. */
function needsOf(image, service) {
    const needs = dataNeeds(image, service);
    const own = [...service.mounts.map(({ target }) => target.value), ...service.fileTargets];
    const standard = image.family.configuration?.standard ?? [];
    const replaced = standard.some((file) => own.some((target) => covers(target, file)));
    if (!replaced && !hintsCache(service.name))
        return needs;
    return { ...needs, directories: needs.directories.map((directory) => ({ ...directory, certain: false })) };
}
/** A service that calls itself a cache may mean it: what it keeps backs no error. */
const hintsCache = (name) => /cache|session|tmp/i.test(name);
/** A mount holds a directory unless a VOLUME of the image lies between the two: that one wins. */
function reaches({ target }, { path, imageVolume }) {
    if (!covers(target.value, path))
        return false;
    return imageVolume === undefined || covers(imageVolume, target.value) || !covers(target.value, imageVolume);
}
/** Empty when a mount's target depends on a variable: it may be the one. */
function uncoveredBy(mounts, needs) {
    if (needs.state !== "stateful" || mounts.some(({ target }) => hasUnknown(target.value)))
        return [];
    const fine = mounts.some(({ target }) => needs.alsoFine.some((path) => covers(target.value, path)));
    return fine ? [] : needs.directories.filter((directory) => !mounts.some((mount) => reaches(mount, directory)));
}
function roleOf(mount, { service, image, needs }, directory) {
    const source = mount.source?.value;
    if (mount.readOnly === true)
        return "read-only";
    if (mount.type === "npipe" || (mount.type === "bind" && source !== undefined && isSystemSource(source)))
        return "system";
    if (directory)
        return "data";
    const target = mount.target.value;
    if (isDisposableTarget(target))
        return "cache";
    if (isConfigLike(target, mount.type === "bind" ? source : undefined))
        return "config";
    if (needs?.state === "stateless")
        return "idle";
    if (image === undefined && service.image && isStatelessImage(service.image.value))
        return "idle";
    return "state";
}

;// CONCATENATED MODULE: ./build/src/rules/rule.js
/** A rule whose findings are made while the stack is read. */
function readingRule(meta) {
    return {
        ...meta,
        check: ({ stack }) => stack.problems.filter(({ rule }) => rule === meta.id),
    };
}
/** The parts of a finding that follow from its exposure. */
function about({ view, mount, volume, target, }) {
    const { service } = view;
    return {
        place: mount?.place ?? service.image?.place ?? service.place,
        via: mount?.via ?? (mount ? undefined : service.image?.via),
        service: service.name,
        volume: volume?.key,
        subject: `${service.name}:${target}`,
    };
}

;// CONCATENATED MODULE: ./build/src/rules/anonymous-volume.js


const anonymousVolume = {
    id: "anonymous-volume",
    category: "persistence",
    severity: "error",
    summary: "A volume without a name is new for every task, even on the same node.",
    *check({ exposures }) {
        for (const exposure of exposures) {
            const { mount, storage, view } = exposure;
            const target = showUnknown(exposure.target);
            if (!mount || storage.kind !== "anonymous-volume" || !/^(\/|\$\{)/.test(target))
                continue;
            const name = mount.form === "short" ? `\`some-name:${target}\`` : "`source: some-name`";
            yield {
                ...about(exposure),
                severity: severityOf(exposure),
                message: `Every new task of \`${view.service.name}\` gets a new, empty volume at \`${target}\`, even on the same node: after an update, a crash or a move the data is gone. Docker deletes the old volumes together with the old tasks, and all of them on \`docker stack rm\`.`,
                help: `Give the volume a name (${name}), and declare that name under the top-level \`volumes\`.`,
            };
        }
    },
};
function severityOf({ role, view }) {
    if (view.image?.name === "docker")
        return "note"; // Docker in Docker: a scratch area by design
    return role === "cache" || role === "idle" || role === "config" || role === "read-only" ? "warning" : "error";
}

;// CONCATENATED MODULE: ./build/src/rules/words.js

/** When a task of a roaming service changes its node: said the same way everywhere. */
const WHEN_MOVED = "on a drain, a lost node or five crashes in five minutes, and it can on any update or re-deploy";
/** Where Swarm may move a task that is not pinned to one node. */
function words_elsewhere({ view }) {
    return view.placement.roam === "zone" ? "another node of its zone" : "another node";
}
/** `the volume "redis-data"`, or the host path, for the middle of a sentence. */
function named({ mount, volume }) {
    if (volume)
        return `the volume \`${volume.key}\``;
    return mount?.source ? `\`${showUnknown(mount.source.value)}\`` : "the anonymous volume";
}
/** The place of a value as people look for it: where an alias or a merge key brings it in, else where it is written. */
function used({ place, via }) {
    return { place: via?.use ?? place, via };
}
/** For the start of a sentence. */
function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
/** Where the data directory is, without saying more than is known. */
function keepsData({ view, directory }, path) {
    const name = `\`${view.service.name}\``;
    return directory?.certain
        ? `${name} keeps its data in \`${path}\``
        : `${name} most likely keeps its data in \`${path}\``;
}
/** Where the engine's vendor stands on network storage, as one more sentence; empty when it is fine. */
function networkCaveat({ view, directory }) {
    const title = view.image?.family.title;
    const nfs = directory === undefined ? undefined : view.needs?.nfs;
    if (nfs === "unsupported")
        return ` ${title} does not support NFS: prefer the pin, with backups.`;
    if (nfs === "discouraged")
        return ` NFS is not advised for ${title}: prefer the pin, with backups.`;
    if (nfs === "conditional")
        return ` On NFS, ${title} needs care: a \`hard\` mount, and never two writers at once.`;
    return "";
}

;// CONCATENATED MODULE: ./build/src/rules/single-letter-volume-name.js

const singleLetterVolumeName = {
    id: "single-letter-volume-name",
    category: "persistence",
    severity: "error",
    summary: "Docker takes a one-letter volume name for a Windows drive.",
    *check({ stack }) {
        for (const service of stack.services.filter(({ replicas }) => replicas?.value !== 0)) {
            for (const mount of service.mounts.filter(isTakenForDrive)) {
                const taken = mount.source === undefined
                    ? "the whole entry for a path in the container"
                    : "name and path together for a folder of the node";
                yield {
                    place: mount.place,
                    via: mount.via,
                    service: service.name,
                    subject: `${service.name}:${mount.target.value}`,
                    message: `Every node rejects the task, so \`${service.name}\` never runs: Docker takes a volume name of one letter for a Windows drive, and ${taken}.`,
                    help: "Give the volume a name of two characters or more.",
                };
            }
        }
        for (const { key, name } of stack.volumes.values()) {
            if (name === undefined || !/^.$/u.test(name.value))
                continue;
            yield {
                ...used(name),
                volume: key,
                subject: `volume ${key}`,
                message: `Every node rejects a task that mounts \`${key}\`, which then never runs: the name of a volume needs two characters, and this one has one.`,
                help: "Give it a longer `name:`.",
            };
        }
    },
};
/** `a:/data` is one path to Docker, and `a:/data:ro` a folder of the node with the target `ro`. */
function isTakenForDrive({ form, source, target }) {
    if (form !== "short")
        return false;
    if (source === undefined)
        return ONE_LETTER.test(target.value);
    return ONE_LETTER.test(source.value) && !/^([A-Za-z]:)?[\\/]/.test(target.value);
}
const ONE_LETTER = /^\p{L}:\/[^\\]*$/u;

;// CONCATENATED MODULE: ./build/src/rules/bind-host-path.js



const bindHostPath = {
    id: "bind-host-path",
    category: "persistence",
    severity: "warning",
    summary: "A host path exists on one node, or differs between nodes, while the task may start on any of them.",
    check: ({ exposures }) => exposures.filter(applies).map(bind_host_path_describe),
};
function applies({ mount, storage, survival, role, view }) {
    if (mount?.type !== "bind" || mount.source === undefined || isTakenForDrive(mount))
        return false;
    if (role === "read-only" || role === "system" || role === "cache")
        return false;
    if (role === "config" && !isRelative(mount.source.value))
        return false;
    if (storage.kind === "shared-path" && storage.reach === "unknown")
        return role === "data" && view.placement.roam !== "node";
    return storage.reach === "node" && survival.moved === "rejected";
}
/** Relative to the folder of the first file on the machine that deploys; `~` is that machine's home. */
const isRelative = (source) => !/^(\/|[A-Za-z]:[\\/]|\\\\)/.test(source);
function bind_host_path_describe(exposure) {
    const { view, mount, storage } = exposure;
    const name = `\`${view.service.name}\``;
    const path = named(exposure);
    if (storage.reach === "unknown") {
        return {
            ...about(exposure),
            severity: "note",
            message: `When Swarm moves a task of ${name} to another node, its data follows only if ${path} is one network file system that every node mounts. The path looks like it, but the file cannot tell.`,
            help: "If every node mounts it, say so with `--shared-path`.",
        };
    }
    if (mount?.source !== undefined && isRelative(mount.source.value)) {
        return {
            ...about(exposure),
            severity: bind_host_path_severityOf(exposure, true),
            message: `${capital(path)} becomes a path of the machine that runs the deploy, and every node looks for that path on its own disk. Where it is missing, the task of ${name} is rejected; where it exists, the task finds the files of that node.`,
            help: "Use a config or secret for a file, and a named volume for data. Or write an absolute path, and pin the service to one node (`node.hostname == ...`).",
        };
    }
    return {
        ...about(exposure),
        severity: bind_host_path_severityOf(exposure, false),
        message: `When Swarm moves a task of ${name} to ${words_elsewhere(exposure)}, ${path} stays behind: the task is rejected where the path is missing, and finds other files where it exists. Swarm moves it ${WHEN_MOVED}.`,
        help: "Pin the service to one node (`node.hostname == ...`), or use network storage. If every node mounts one network file system there, say so with `--shared-path`.",
    };
}
/** How many nodes a zone has is not known: like any label, it backs no error. */
function bind_host_path_severityOf({ role, directory, view }, relative) {
    if (view.placement.roam === "zone")
        return "warning";
    if (role === "data")
        return directory?.certain && view.needs?.state === "stateful" ? "error" : "warning";
    return relative && role === "state" ? "error" : "warning";
}

;// CONCATENATED MODULE: ./build/src/rules/constraint-invalid.js



const constraintInvalid = {
    id: "constraint-invalid",
    category: "rejected",
    severity: "error",
    summary: "A placement constraint cannot be read; the engine refuses the service.",
    *check({ stack }) {
        for (const service of stack.services) {
            for (const constraint of service.constraints) {
                const wrong = whatIsWrong(constraint);
                if (wrong === undefined)
                    continue;
                yield {
                    ...used(constraint),
                    service: service.name,
                    subject: `${service.name}:constraint:${constraint.value}`,
                    message: `${wrong}. The engine refuses the service, and the deploy stops there.`,
                    help: "Write `node.hostname == name`, `node.labels.key == value` or the same with `!=`.",
                };
            }
        }
    },
};
/** SwarmKit's own patterns for both sides (manager/constraint). */
const KEY = /^[a-z_][a-z0-9\-_.]+$/i;
const VALUE = /^[a-z0-9:\-_\s.*()?+[\]\\^$|/]+$/i;
function whatIsWrong({ value }) {
    if (hasUnknown(value))
        return undefined;
    const parsed = parseConstraint(value);
    if (parsed === undefined)
        return "This constraint has no `==` or `!=`";
    if (!KEY.test(parsed.key))
        return "The left side of this constraint is not a key such as `node.hostname`";
    if (!VALUE.test(parsed.value))
        return "The right side of this constraint is empty or holds a character that is not allowed";
    return undefined;
}

;// CONCATENATED MODULE: ./build/src/rules/constraint-never-met.js



const constraintNeverMet = {
    id: "constraint-never-met",
    category: "persistence",
    severity: "error",
    summary: "No node can meet the placement constraints, so the task waits forever.",
    *check({ stack }) {
        for (const service of stack.services.filter(({ replicas }) => replicas?.value !== 0)) {
            const known = constraintsOf(service);
            const found = impossible(known) ?? contradiction(known);
            if (!found)
                continue;
            yield {
                ...used(found.text),
                service: service.name,
                subject: `${service.name}:constraint:${found.text.value}`,
                message: `\`${service.name}\` never runs: ${found.why}, so no node fits and the task stays pending ("no suitable node"). The deploy itself says nothing.`,
                help: found.help,
            };
        }
    },
};
const constraint_never_met_KEY = /^[a-z_][a-z0-9\-_.]+$/i;
const KNOWN_KEY = /^(node\.(id|hostname|ip|role|platform\.(os|arch)|labels\..+)|engine\.labels\..+)$/i;
/** The constraints that the engine can read; `constraint-invalid` speaks of the others. */
function constraintsOf({ constraints }) {
    return constraints.flatMap((text) => {
        const parsed = hasUnknown(text.value) ? undefined : parseConstraint(text.value);
        return parsed && constraint_never_met_KEY.test(parsed.key) && parsed.value !== "" ? [{ ...parsed, text }] : [];
    });
}
/** One constraint that no node meets: SwarmKit fails an unknown key whatever its operator. */
function impossible(constraints) {
    for (const { key, operator, value, text } of constraints) {
        if (!KNOWN_KEY.test(key)) {
            const help = "Use a key that Swarm knows: `node.hostname`, `node.id`, `node.ip`, `node.role`, `node.platform.os`, `node.platform.arch`, `node.labels.*` or `engine.labels.*`.";
            return { text, why: "Swarm does not know the key of this constraint", help };
        }
        if (key.toLowerCase() === "node.role" && operator === "==" && !/^(manager|worker)$/i.test(value))
            return { text, why: "this constraint asks for a role that does not exist", help: "Write `manager` or `worker`." };
    }
    return undefined;
}
/** SwarmKit compares keys and values without regard to case, but the names of labels with it. */
function contradiction(constraints) {
    const wanted = new Map();
    for (const { key, operator, value, text } of constraints) {
        if (operator !== "==" || value.includes("/"))
            continue; // a subnet of `node.ip` can hold the other address
        const name = key.replace(/^(node|engine)\.(labels\.)?/i, (prefix) => prefix.toLowerCase());
        const folded = /labels\./.test(name) ? name : name.toLowerCase();
        const earlier = wanted.get(folded);
        if (earlier !== undefined && earlier !== value.toLowerCase())
            return {
                text,
                why: `two constraints ask for two different values of \`${key}\``,
                help: "Remove one of the two.",
            };
        wanted.set(folded, value.toLowerCase());
    }
    return undefined;
}

;// CONCATENATED MODULE: ./build/src/rules/external-volume-per-node.js


const externalVolumePerNode = {
    id: "external-volume-per-node",
    category: "persistence",
    severity: "warning",
    summary: "An external volume that is not there is made, empty and local, on every node the task reaches.",
    *check({ exposures }) {
        for (const exposure of exposures) {
            const { mount, storage, view, role, volume } = exposure;
            if (!mount || !volume || storage.kind !== "external-volume")
                continue;
            if (view.placement.roam === "node" || role === "read-only" || role === "cache")
                continue;
            const name = showUnknown(volume.name?.value ?? volume.key);
            yield {
                ...about(exposure),
                message: `If the external volume \`${name}\` is missing on the node where \`${view.service.name}\` starts, nobody complains: Docker makes an empty local volume of that name there. Whether the data follows when Swarm moves the task cannot be told from this file.`,
                help: "Declare `driver` and `driver_opts` here, with `name:` in place of `external`, or pin the service to one node (`node.hostname == ...`).",
            };
        }
    },
};

;// CONCATENATED MODULE: ./build/src/rules/ignored-mount-mode.js

/** Words that change nothing that matters here: SELinux labels and macOS caching. */
const HARMLESS = new Set(["z", "Z", "cached", "delegated", "consistent"]);
const ignoredMountMode = {
    id: "ignored-mount-mode",
    category: "ignored",
    severity: "warning",
    summary: "A word after the second colon of a mount is dropped in silence.",
    *check({ stack }) {
        for (const service of stack.services) {
            for (const mount of service.mounts) {
                const { droppedModes, place, via, target } = mount;
                if (droppedModes.length === 0)
                    continue;
                const harmless = droppedModes.every((word) => HARMLESS.has(word));
                const path = droppedModes.some((word) => word.startsWith("/"));
                yield {
                    place,
                    via,
                    service: service.name,
                    subject: `${service.name}:${target.value}:mode`,
                    severity: harmless ? "note" : "warning",
                    message: messageFor(mount, path, harmless),
                    help: path
                        ? "For an NFS server, declare a volume with `type: nfs` in its `driver_opts`, and mount that."
                        : harmless
                            ? "Remove the word, or keep it for `docker compose`."
                            : "Write `ro`, `rw` or `nocopy` in lower case, or use the long form with `read_only: true`.",
                };
            }
        }
    },
};
function messageFor({ droppedModes, readOnly, source, target }, path, harmless) {
    const words = droppedModes.map((word) => `\`${word}\``).join(", ");
    const dropped = `Docker drops ${words} after the second colon, without any message`;
    const place = `\`${showUnknown(target.value)}\``;
    if (path)
        return `${dropped}, and mounts \`${showUnknown(source?.value ?? "")}\` at ${place}. The data does not go where the path says.`;
    if (harmless)
        return `${dropped}. The mount works without it.`;
    const effect = readOnly === false ? "The mount is writable." : "The rest of the entry holds.";
    return `${dropped}. ${effect}`;
}

;// CONCATENATED MODULE: ./build/src/rules/local-volume-unpinned.js


const localVolumeUnpinned = {
    id: "local-volume-unpinned",
    category: "persistence",
    severity: "error",
    summary: "A volume stays on its node while Swarm may start the service's task on another one.",
    check: ({ exposures }) => exposures.filter(local_volume_unpinned_applies).map(local_volume_unpinned_describe),
};
const KEPT_ROLES = new Set(["data", "state", "idle"]);
function local_volume_unpinned_applies({ mount, storage, survival, role }) {
    const named = mount?.type === "volume" && mount.source !== undefined;
    const leftBehind = survival.moved === "empty" || survival.moved === "rejected";
    return named && storage.reach === "node" && leftBehind && KEPT_ROLES.has(role);
}
function local_volume_unpinned_describe(exposure) {
    const { view, role } = exposure;
    const inZone = view.placement.roam === "zone";
    return {
        ...about(exposure),
        // How many nodes a zone has is not known: like any label, it backs no error.
        severity: role === "idle" || inZone ? "warning" : "error",
        message: `When Swarm moves a task of \`${view.service.name}\` to ${words_elsewhere(exposure)}, ${named(exposure)} stays behind and the task ${next(exposure)}. Swarm moves it ${WHEN_MOVED}. It does not come back by itself.`,
        help: `Pin the service to one node (\`node.hostname == ...\`), or mount network storage under a new volume name, because a volume that exists keeps its old options.${networkCaveat(exposure)}`,
    };
}
/** A volume with a device is a disk or a folder of its node: elsewhere there may be none, or another. */
function next({ volume }) {
    const device = volume?.driverOpts?.get("device")?.value ?? "";
    return device === "" ? "starts on an empty one" : "cannot start, or finds other files in its place";
}

;// CONCATENATED MODULE: ./build/src/rules/pin-by-label.js


const pinByLabel = {
    id: "pin-by-label",
    category: "persistence",
    severity: "warning",
    summary: "Only a label keeps the task near its volume, and a second node may carry that label.",
    *check({ exposures }) {
        for (const exposure of exposures) {
            const { placement, service } = exposure.view;
            if (placement.pin !== "label" || placement.roam !== "unknown" || !isAtStake(exposure))
                continue;
            yield {
                ...about(exposure),
                ...used(placement.constraint),
                message: `The data that \`${service.name}\` writes to ${named(exposure)} stays on the node of its task, and only a label decides which node that is. If a second node carries the label, Swarm can start the task there, without the data.`,
                help: "Use `node.hostname == ...`, or make sure that only one node carries the label.",
            };
        }
    },
};
/** Data of a node whose task might move, depending on how many nodes a constraint leaves. */
function isAtStake({ mount, storage, role, survival }) {
    const kept = role === "data" || role === "state";
    return mount !== undefined && storage.reach === "node" && kept && survival.moved === "unknown";
}

;// CONCATENATED MODULE: ./build/src/rules/pin-by-role.js



const pinByRole = {
    id: "pin-by-role",
    category: "persistence",
    severity: "warning",
    summary: "Only a role keeps the task near its volume, and several nodes usually have that role.",
    *check({ exposures }) {
        for (const exposure of exposures) {
            const { placement, service } = exposure.view;
            if (placement.pin !== "role" || !isAtStake(exposure))
                continue;
            yield {
                ...about(exposure),
                ...used(placement.constraint),
                message: `The data that \`${service.name}\` writes to ${named(exposure)} stays on the node of its task, and every node with this role may run it. If there is a second one, Swarm can start the task there, without the data.`,
                help: "Use `node.hostname == ...`: a swarm soon has several managers and several workers.",
            };
        }
    },
};

;// CONCATENATED MODULE: ./build/src/rules/reading.js

const rejected = (id, summary) => readingRule({ id, category: "rejected", severity: "error", summary });
/** Rules whose findings the reader makes: what deploy refuses or drops. */
const readingRules = [
    readingRule({
        id: "file-unreadable",
        category: "config",
        severity: "error",
        summary: "The file could not be read or is past a limit, so it was not checked.",
    }),
    rejected("yaml-invalid", "The file is not YAML as Docker reads it."),
    readingRule({
        id: "yaml-extras-ignored",
        category: "ignored",
        severity: "warning",
        summary: "A second document or a Compose tag is dropped in silence.",
    }),
    rejected("interpolation-invalid", "A `$` starts something that Docker cannot fill in."),
    rejected("unquoted-version", "`version` is a number; deploy wants a text."),
    rejected("schema-invalid", "A key or a value is not what `docker stack deploy` accepts."),
    rejected("forbidden-key", "A Compose key that deploy refuses outright."),
    readingRule({
        id: "ignored-key",
        category: "ignored",
        severity: "note",
        summary: "A key that deploy accepts and Swarm does not carry out.",
    }),
    rejected("value-invalid", "A value has the right type and still cannot be used."),
    rejected("service-invalid", "A service cannot be turned into one that an engine takes: no image, for one."),
    rejected("volume-spec-invalid", "A short volume entry cannot be taken apart."),
    rejected("mount-invalid", "A mount's type, source and options do not go together."),
    rejected("external-conflict", "An external volume also says how it is made."),
    rejected("deploy-mode-invalid", "The deploy mode is unknown or does not go with `replicas`."),
    rejected("undefined-reference", "A service uses a network, secret or config that is declared nowhere."),
    rejected("missing-file", "A secret, config or env file that deploy reads is not there."),
    rejected("undeclared-volume", "A service mounts a volume that is declared nowhere."),
    rejected("duplicate-target", "Two mounts of a service have one target."),
];

;// CONCATENATED MODULE: ./build/src/rules/relative-target.js


const relativeTarget = {
    id: "relative-target",
    category: "persistence",
    severity: "error",
    summary: "A mount's target is not an absolute path, so no task can start.",
    *check({ stack }) {
        for (const service of stack.services.filter(({ replicas }) => replicas?.value !== 0)) {
            for (const mount of service.mounts) {
                if (!isWrong(mount))
                    continue;
                yield {
                    place: mount.place,
                    via: mount.via,
                    service: service.name,
                    subject: `${service.name}:${mount.target.value}`,
                    message: `Every node rejects the task, so \`${service.name}\` never runs: ${what(mount)}. The deploy itself says nothing.`,
                    help: "Write the absolute path in the container, such as `/data`.",
                };
            }
        }
    },
};
function isWrong(mount) {
    const { value } = mount.target;
    if (mount.type === "npipe" || hasUnknown(value) || isTakenForDrive(mount))
        return false;
    if (/^[A-Za-z]:[\\/]/.test(value) || value.startsWith("\\\\"))
        return false; // a Windows container
    return !value.startsWith("/") || /^\/+\.?$/.test(value);
}
function what({ target: { value } }) {
    if (value === "")
        return "this mount has no target";
    return `the target of this mount, \`${value}\`, is not an absolute path below \`/\``;
}

;// CONCATENATED MODULE: ./build/src/rules/writers.js
/** The mounts at which an engine with exactly one writer a directory keeps its data. */
function singleWriterMounts(exposures) {
    return exposures.filter(({ mount, role, view, storage }) => {
        return mount !== undefined && role === "data" && storage.reach !== "container" && view.image?.family.singleWriter;
    });
}
/** Whether the storage's name or path is filled in for each slot or node. */
function nameHolds({ mount, volume }, field) {
    const texts = [mount?.source?.value, volume?.name?.value, volume?.driverOpts?.get("device")?.value];
    const template = field === "Node" ? /\{\{\s*\.Node\.(ID|Hostname)\s*\}\}/ : /\{\{\s*\.Task\.Slot\s*\}\}/;
    return texts.some((text) => text !== undefined && template.test(text));
}
/** An engine that is only assumed to have one writer backs no error. */
function writerSeverity({ view, directory }) {
    const sure = view.image?.family.evidence !== "assumed" && directory?.certain === true && view.needs?.state === "stateful";
    return sure ? "error" : "warning";
}

;// CONCATENATED MODULE: ./build/src/rules/shared-writer-replicas.js




const sharedWriterReplicas = {
    id: "shared-writer-replicas",
    category: "persistence",
    severity: "error",
    summary: "Several replicas of an engine that allows one writer use the same volume.",
    *check({ exposures }) {
        for (const exposure of singleWriterMounts(exposures)) {
            const { service, placement } = exposure.view;
            const replicas = service.replicas?.value ?? 1;
            if (replicas < 2 || placement.everywhere || nameHolds(exposure, "Task.Slot"))
                continue;
            const apart = isApart(exposure);
            if (apart && placement.pin === "node")
                continue; // the second replica never starts
            yield {
                ...about(exposure),
                severity: apart ? "warning" : writerSeverity(exposure),
                ...used(service.replicas),
                message: `\`${service.name}\` runs ${replicas} tasks, and only one at a time may write its data in \`${showUnknown(exposure.target)}\`. ${outcome(exposure, apart)}`,
                help: 'Set `replicas: 1`. If these are the members of a cluster, give each a volume of its own: `name: "some-name-{{.Task.Slot}}"`.',
            };
        }
    },
};
/** One task a node, and storage that no other node uses. */
function isApart(exposure) {
    return exposure.view.service.maxReplicasPerNode?.value === 1 && isOfNode(exposure);
}
function isOfNode(exposure) {
    return exposure.storage.reach === "node" || nameHolds(exposure, "Node");
}
const TOGETHER = "write the same files at once, which can destroy them";
const APART = "a copy of its own, and the copies drift apart";
function outcome(exposure, apart) {
    const { storage, view } = exposure;
    if (apart)
        return `Each node has ${APART}.`;
    if (isOfNode(exposure))
        return view.placement.pin === "node"
            ? `All of them ${TOGETHER}.`
            : `Tasks on one node ${TOGETHER}; each node has ${APART}.`;
    if (storage.reach === "cluster")
        return `All of them ${TOGETHER}.`;
    return `Tasks that reach the same storage ${TOGETHER}; any other task has ${APART}, or does not start.`;
}

;// CONCATENATED MODULE: ./build/src/rules/start-first-single-writer.js




const startFirstSingleWriter = {
    id: "start-first-single-writer",
    category: "persistence",
    severity: "error",
    summary: "On an update the new task starts while the old one still writes the same data.",
    *check({ exposures }) {
        for (const exposure of singleWriterMounts(exposures)) {
            const { service } = exposure.view;
            if (service.mode.value.endsWith("-job"))
                continue;
            for (const [order, when] of orders(service)) {
                if (order?.value !== "start-first")
                    continue;
                yield {
                    ...about(exposure),
                    severity: writerSeverity(exposure),
                    ...used(order),
                    subject: `${service.name}:${exposure.target}:${when}`,
                    message: `On every ${when} of \`${service.name}\`, the new task starts while the old one still runs. ${start_first_single_writer_outcome(exposure)}`,
                    help: "Write `order: stop-first` (the default): the service pauses for a few seconds.",
                };
            }
        }
    },
};
function orders({ updateOrder, rollbackOrder }) {
    return [
        [updateOrder, "update"],
        [rollbackOrder, "rollback"],
    ];
}
/** Both tasks have one slot, so a volume for each slot is still one volume for both. */
function start_first_single_writer_outcome(exposure) {
    const { storage, view } = exposure;
    const path = `\`${showUnknown(exposure.target)}\``;
    const lost = "writes that were already acknowledged are lost, or the files are destroyed";
    const stays = view.placement.pin === "node" || view.placement.everywhere;
    if (stays || (storage.reach === "cluster" && !nameHolds(exposure, "Node")))
        return `Both write ${path} at the same time: ${lost}.`;
    return `On the same files in ${path}, both write at the same time: ${lost}. On another node, the new task may find no files at all.`;
}

;// CONCATENATED MODULE: ./build/src/rules/volume-wrong-path.js



const volumeWrongPath = {
    id: "volume-wrong-path",
    category: "persistence",
    severity: "error",
    summary: "A stateful image has a volume, but not where it keeps its data.",
    *check({ exposures }) {
        for (const bare of exposures) {
            const misplaced = bare.mount ? undefined : misplacedFor(bare, exposures);
            if (!misplaced || !bare.directory)
                continue;
            const { service } = bare.view;
            yield {
                ...about(misplaced),
                severity: bare.directory.certain ? "error" : "warning",
                subject: `${service.name}:${bare.target}`,
                message: `${keepsData(bare, bare.target)}, but ${named(misplaced)} is mounted at \`${misplaced.target}\`${shadow(bare, misplaced)}. ${lost(bare, misplaced)}`,
                help: `Mount a volume at \`${bare.directory.mountAt}\`. Data written so far is in the running container: copy it out before the next deploy.`,
            };
        }
    },
};
/** Since 18, PostgreSQL's images refuse to start on the old path (docker-library/postgres, October 2025). */
function lost({ target }, misplaced) {
    const old = cleanPath(misplaced.target) === "/var/lib/postgresql/data";
    if (old && /^\/var\/lib\/postgresql\/\d+\/docker$/.test(target))
        return "Newer builds of this image refuse to start so; older ones lose the data when a new task replaces the old one.";
    return "The data is lost when a new task replaces the old one: on an update, a crash or a move.";
}
/** Why a mount above the data directory does not help. */
function shadow({ directory }, { target }) {
    const below = directory?.imageVolume !== undefined && covers(target, directory.path);
    return below ? ", and the image's own VOLUME below it takes the data into an anonymous volume" : "";
}
/** The writable mount that was meant to keep an uncovered data directory, when there is one. */
function misplacedFor(bare, exposures) {
    const candidates = exposures.filter(({ view, mount, role }) => view === bare.view && mount?.source !== undefined && role === "state");
    return (candidates.find(({ target }) => isNear(target, bare.target)) ??
        candidates.find(({ mount }) => mount?.type === "volume"));
}
/** Above the data directory, below it, or beside it. */
function isNear(target, directory) {
    const beside = cleanPath(`${directory}/..`);
    if (cleanPath(target) === "/")
        return false;
    return covers(target, directory) || covers(directory, target) || (beside !== "/" && covers(beside, target));
}

;// CONCATENATED MODULE: ./build/src/rules/stateful-no-volume.js



const statefulNoVolume = {
    id: "stateful-no-volume",
    category: "persistence",
    severity: "error",
    summary: "A database or other stateful image has no mount at its data directory.",
    *check({ exposures }) {
        for (const exposure of exposures) {
            if (exposure.mount || !exposure.directory || misplacedFor(exposure, exposures))
                continue;
            const { storage, target, view } = exposure;
            const image = view.service.image; // without one, no data directory is known
            const where = storage.kind === "anonymous-volume" ? "an anonymous volume" : "the container itself";
            yield {
                ...about(exposure),
                ...used(image),
                severity: exposure.directory.certain ? "error" : "warning",
                message: `${keepsData(exposure, target)}, and nothing is mounted there. The data goes into ${where} and is lost when a new task replaces the old one: on an update, a crash or a move.`,
                help: `Mount a named volume at \`${exposure.directory.mountAt}\`.`,
            };
        }
    },
};

;// CONCATENATED MODULE: ./build/src/rules/tmpfs-data.js


const tmpfsData = {
    id: "tmpfs-data",
    category: "persistence",
    severity: "error",
    summary: "A data directory is in memory and empty after every start.",
    *check({ exposures }) {
        for (const exposure of exposures) {
            const { mount, storage, directory, view, role } = exposure;
            if (!mount || storage.kind !== "tmpfs" || role !== "data" || !directory)
                continue;
            const redis = view.image?.family.logic === "redis";
            yield {
                ...about(exposure),
                severity: directory.certain && view.needs?.state === "stateful" ? "error" : "warning",
                message: `${keepsData(exposure, directory.path)}, and a tmpfs is mounted there. It is in memory: the data is gone after every restart, update or move.`,
                help: redis
                    ? "Mount a named volume there. If the data may go, say so to the server: `redis-server --save '' --appendonly no`."
                    : "Mount a named volume there.",
            };
        }
    },
};

;// CONCATENATED MODULE: ./build/src/rules/unresolved-variable.js


const unresolvedVariable = {
    id: "unresolved-variable",
    category: "persistence",
    severity: "note",
    summary: "What happens to some data depends on a variable that is not set here.",
    *check({ stack }) {
        const seen = new Set();
        const texts = [...stack.services.flatMap(unresolved_variable_deciding), ...[...stack.volumes.values()].flatMap(ofVolume)];
        for (const { use, ...text } of texts) {
            for (const name of unknownNames(text.value)) {
                if (seen.has(name))
                    continue;
                seen.add(name);
                const required = isRequired(text, name);
                const atDeploy = required
                    ? "A deploy without it stops."
                    : "A deploy without it puts an empty text in its place and says nothing; Docker does not read `.env`.";
                yield {
                    ...(use ?? used(text)),
                    subject: name,
                    message: `The value here is unknown, because \`${name}\` is not set, and so is what happens to the data that depends on it. ${atDeploy}`,
                    help: required ? GIVE : `${GIVE} With \`\${${name}:?}\` in the stack, a deploy without it stops.`,
                };
            }
        }
    },
};
const GIVE = "Give it in a file (`--env-file`), or take it from the environment (`--env`).";
/** The values on which storage and placement depend, and the entry that brings one in through an anchor. */
function unresolved_variable_deciding({ image, mounts, modeWaits, constraints }) {
    const inMounts = mounts.flatMap((mount) => {
        const texts = [mount.typeWaits, mount.source, mount.target].filter((text) => text !== undefined);
        return texts.map((text) => ({ ...text, use: mount.via && { place: mount.place, via: mount.via } }));
    });
    return [image, ...inMounts, modeWaits, ...constraints].filter((text) => text !== undefined);
}
function ofVolume({ name, externalWaits, driver, driverOpts }) {
    return [name, externalWaits, driver, ...(driverOpts?.values() ?? [])].filter((text) => text !== undefined);
}
/** `${NAME:?reason}` or `${NAME?}`, as it stands at the value's own place. */
function isRequired({ place }, name) {
    const written = place.file.text.slice(place.start, place.end);
    return written.includes(`{${name}:?`) || written.includes(`{${name}?`);
}

;// CONCATENATED MODULE: ./build/src/rules/unused-volume.js

const unused_volume_BY_NAME = new Set(["volume", "cluster", "unknown"]);
const unusedVolume = {
    id: "unused-volume",
    category: "persistence",
    severity: "note",
    summary: "A volume is declared and mounted nowhere.",
    *check({ stack }) {
        const mounts = stack.services.flatMap((service) => service.mounts.filter(({ type }) => unused_volume_BY_NAME.has(type)));
        const sources = mounts.map(({ source }) => source?.value ?? "");
        if (sources.some(hasUnknown))
            return;
        const used = new Set(sources);
        const byGroup = sources.some((source) => source.startsWith("group:"));
        for (const { key, place, extensions } of stack.volumes.values()) {
            if (used.has(key) || (byGroup && extensions.has("x-cluster-spec")))
                continue;
            yield {
                place,
                volume: key,
                subject: key,
                message: `No service mounts the volume \`${key}\`, so this stack keeps nothing in it.`,
                help: "Remove it, or mount it where it was meant to be.",
            };
        }
    },
};

;// CONCATENATED MODULE: ./build/src/rules/index.js



















/** Every rule, in the order of the documentation. */
const rules = [
    ...readingRules,
    constraintInvalid,
    localVolumeUnpinned,
    anonymousVolume,
    statefulNoVolume,
    volumeWrongPath,
    bindHostPath,
    tmpfsData,
    externalVolumePerNode,
    sharedWriterReplicas,
    startFirstSingleWriter,
    pinByLabel,
    pinByRole,
    relativeTarget,
    singleLetterVolumeName,
    constraintNeverMet,
    ignoredMountMode,
    unresolvedVariable,
    unusedVolume,
];

;// CONCATENATED MODULE: ./build/src/text.js
const lineStarts = new WeakMap();
function startsOf(file) {
    const known = lineStarts.get(file);
    if (known)
        return known;
    const starts = [0];
    const { text } = file;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1))
        starts.push(at + 1);
    lineStarts.set(file, starts);
    return starts;
}
/** The line and column of an offset; an offset past the end is the end. */
function positionAt(file, offset) {
    const starts = startsOf(file);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle] <= offset)
            low = middle;
        else
            high = middle - 1;
    }
    return { line: low + 1, column: Math.min(offset, file.text.length) - starts[low] + 1 };
}
/** The text of a line (counted from 1), without its line end; empty when there is no such line. */
function lineText(file, line) {
    const starts = startsOf(file);
    const start = starts[line - 1];
    if (start === undefined)
        return "";
    const end = starts[line] ?? file.text.length + 1;
    return file.text.slice(start, end - 1).replace(/\r$/, "");
}
/** A place without the value that was written there, so that keeping it keeps no tree alive. */
function text_placeOf(where) {
    return { file: where.file, start: where.start, end: where.end };
}

;// CONCATENATED MODULE: ./build/src/stack/short-mount.js

const PROPAGATIONS = new Set(["rprivate", "private", "rshared", "shared", "rslave", "slave"]);
const LETTER = /^\p{L}$/u;
/** `[SOURCE:]TARGET[:MODE]`; on failure the reason, without the text itself. */
function parseShortMount(text) {
    const base = { readOnly: false, nocopy: false, propagation: undefined, dropped: [] };
    if (text === "")
        return { error: "the entry is empty" };
    if (isTiny(text))
        return { ...base, type: "volume", source: undefined, target: text };
    const sections = splitSections(text);
    if (sections.includes(""))
        return { error: "there is nothing between two colons, or before or after one" };
    if (sections.length > 3)
        return { error: "there are too many colons" };
    const [first, second, modes] = sections;
    if (second === undefined)
        return { ...base, type: hasUnknown(first) ? "unknown" : "volume", source: undefined, target: first };
    return { ...base, type: typeOf(first), source: first, target: second, ...readModes(modes) };
}
/** One or two bytes of UTF-8: Docker takes such a text as a target, colon or not. */
function isTiny(text) {
    return text.length === 1 ? text <= "\u07FF" : /^[\0-\x7F]{2}$/.test(text);
}
/** Splits at colons, except after a section of exactly one letter: that is a Windows drive. */
function splitSections(text) {
    const sections = [];
    let section = "";
    for (const part of text.split(":")) {
        section += part;
        if (LETTER.test(section)) {
            section += ":";
            continue;
        }
        sections.push(section);
        section = "";
    }
    // A drive letter at the very end (`x:/a:r`) has kept its colon although none follows.
    if (section !== "")
        sections.push(section.slice(0, -1));
    return sections;
}
function typeOf(source) {
    if (/^[./~]/.test(source))
        return "bind";
    if (source.startsWith("\\\\") || /^\p{L}:/u.test(source))
        return "bind";
    return /^\uFDD0/.test(source) ? "unknown" : "volume";
}
function readModes(modes) {
    if (modes === undefined)
        return {};
    let readOnly = false;
    let nocopy = false;
    let propagation;
    const dropped = [];
    for (const word of modes.split(",")) {
        if (word === "ro")
            readOnly = true;
        else if (word === "rw")
            readOnly = false;
        else if (word === "nocopy")
            nocopy = true;
        else if (PROPAGATIONS.has(word))
            propagation = word;
        else if (hasUnknown(word))
            readOnly = undefined;
        else
            dropped.push(word);
    }
    return { readOnly, nocopy, propagation, dropped };
}

;// CONCATENATED MODULE: ./build/src/stack/tree.js
/** What lies below an alias or a merge key came through it too. */
function inherit(value, { via }) {
    return via === undefined || value.via !== undefined ? value : { ...value, via };
}
/** The value under a key, or undefined when `tree` is no mapping or lacks the key. */
function child(tree, key) {
    const value = tree?.kind === "mapping" ? tree.entries.get(key)?.value : undefined;
    return tree && value && inherit(value, tree);
}
/** The entries of a mapping, or none. */
function entriesOf(tree) {
    if (tree?.kind !== "mapping")
        return [];
    if (tree.via === undefined)
        return tree.entries.values();
    return Array.from(tree.entries.values(), ({ key, value }) => ({ key, value: inherit(value, tree) }));
}
/** The items of a sequence, or none. */
function itemsOf(tree) {
    if (tree?.kind !== "sequence")
        return [];
    return tree.via === undefined ? tree.items : tree.items.map((item) => inherit(item, tree));
}
/** Where a person has to look: the alias when the value came through one, else the value. */
function useOf(tree) {
    return tree.via?.use ?? tree;
}
/** JavaScript values for the schema validator. Shared branches stay shared; keys such as `__proto__` are plain keys. */
function toPlain(tree) {
    switch (tree.kind) {
        case "scalar":
            return tree.value;
        case "sequence":
            return tree.items.map(toPlain);
        case "mapping": {
            const plain = Object.create(null);
            for (const { key, value } of tree.entries.values())
                plain[key.name] = toPlain(value);
            return plain;
        }
    }
}

;// CONCATENATED MODULE: ./build/src/stack/values-of.js



/** A scalar as Docker turns it into a string; null becomes the empty string. */
function printScalar(scalar) {
    return scalar.printed ?? (scalar.value === null ? "" : String(scalar.value));
}
function located(tree, value) {
    return { value, place: text_placeOf(tree), via: tree.via };
}
/** A string value; undefined for anything else and for null. */
function values_of_textOf(tree) {
    return tree?.kind === "scalar" && tree.value !== null ? located(tree, printScalar(tree)) : undefined;
}
/** A list of strings; a single string counts as a list of one. */
function textsOf(tree) {
    if (tree === undefined)
        return [];
    const items = tree.kind === "scalar" ? [tree] : itemsOf(tree);
    return items.flatMap((item) => values_of_textOf(item) ?? []);
}
/** A whole number; its value is undefined when a variable that is not set decides. */
function countOf(tree) {
    if (tree?.kind !== "scalar")
        return undefined;
    if (typeof tree.value === "number")
        return located(tree, tree.value);
    return hasUnknown(tree.value) ? located(tree, undefined) : undefined;
}
/** `{KEY: value}` or `["KEY=value"]`. A key without a value maps to undefined when `bare` is set, else to "". */
function pairsOf(tree, bare) {
    const pairs = new Map();
    for (const { key, value } of entriesOf(tree)) {
        if (value.kind !== "scalar")
            continue;
        pairs.set(key.name, value.value === null && bare ? undefined : located(value, printScalar(value)));
    }
    for (const item of itemsOf(tree)) {
        if (item.kind !== "scalar")
            continue;
        const text = printScalar(item);
        const at = text.indexOf("=");
        const name = at === -1 ? text : text.slice(0, at);
        pairs.set(name, at === -1 && bare ? undefined : located(item, at === -1 ? "" : text.slice(at + 1)));
    }
    return pairs;
}
/** The words of a command: a list as it stands, a string split as a shell splits it. */
function wordsOf(tree) {
    if (tree?.kind !== "scalar")
        return textsOf(tree);
    const text = values_of_textOf(tree);
    return text === undefined ? [] : splitWords(text.value).map((word) => ({ ...text, value: word }));
}
/** Quotes, backslashes and `#` comments as a POSIX shell reads them; an unclosed quote ends with the text. */
function splitWords(text) {
    const words = [];
    const token = /\s+|#[^\n]*|((?:[^\s'"\\]|\\[\s\S]|'[^']*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)|\\$)+)/y;
    for (let match = token.exec(text); match; match = token.exec(text)) {
        if (match[1] !== undefined)
            words.push(unquote(match[1]));
    }
    return words;
}
function unquote(word) {
    return word.replace(/\\([\s\S])|'([^']*)'?|"((?:[^"\\]|\\[\s\S])*)"?/g, (_, escaped, single, double) => escaped ?? single ?? double.replace(/\\(["\\$`])/g, "$1"));
}

;// CONCATENATED MODULE: ./build/src/stack/read-mounts.js





const TYPES = new Set(["volume", "bind", "tmpfs", "npipe", "cluster", "image"]);
const OPTION_MAPS = ["bind", "volume", "tmpfs", "cluster"];
/**
 * One entry of `services.*.volumes`; undefined when deploy refuses it, which `problems` then says.
 */
function readMount(tree, service, problems) {
    if (tree.kind === "sequence")
        return undefined;
    const mount = tree.kind === "scalar" ? readShort(tree, service, problems) : readLong(tree, service, problems);
    return mount && { ...mount, place: text_placeOf(useOf(tree)), via: tree.via };
}
/** The target of an entry that may be refused for other reasons; "" when it has none. */
function targetOf(tree) {
    if (tree.kind !== "scalar")
        return values_of_textOf(child(tree, "target"))?.value ?? "";
    const short = parseShortMount(printScalar(tree));
    return "error" in short ? "" : short.target;
}
function readShort(tree, service, problems) {
    if (typeof tree.value !== "string")
        return undefined;
    const short = parseShortMount(tree.value);
    if ("error" in short) {
        problems.push({
            rule: "volume-spec-invalid",
            place: text_placeOf(tree),
            message: `This volume entry cannot be read (${short.error}); deploy refuses the file.`,
            help: "Write `name:/path/in/container`, `/host/path:/path/in/container` or the long form with `type:`. A variable that is not set leaves an empty part behind.",
            service,
            subject: "volumes",
        });
        return undefined;
    }
    const text = (value) => located(tree, value);
    const options = new Set();
    if (short.propagation !== undefined)
        options.add("bind");
    if (short.nocopy)
        options.add("volume");
    return {
        form: "short",
        type: short.type,
        source: short.source === undefined ? undefined : text(short.source),
        target: text(short.target),
        readOnly: short.readOnly,
        options,
        droppedModes: short.dropped,
        ...(short.propagation === undefined ? {} : { propagation: short.propagation }),
        ...(short.nocopy ? { nocopy: true } : {}),
    };
}
function readLong(tree, service, problems) {
    const type = values_of_textOf(child(tree, "type"));
    if (type === undefined)
        return undefined;
    const known = mountType(type);
    if (known === undefined) {
        problems.push({
            rule: "mount-invalid",
            place: type.place,
            message: "Docker does not know this mount type; deploy refuses the stack.",
            help: "Use `volume`, `bind`, `tmpfs`, `npipe` or `cluster`, in lower case.",
            service,
            subject: "volumes type",
        });
        return undefined;
    }
    const source = values_of_textOf(child(tree, "source"));
    refuseEarly(tree, known, source, service, problems);
    const propagation = values_of_textOf(child(child(tree, "bind"), "propagation"));
    const nocopy = child(child(tree, "volume"), "nocopy");
    const size = child(child(tree, "tmpfs"), "size");
    const consistency = values_of_textOf(child(tree, "consistency"));
    const subpath = values_of_textOf(child(child(tree, "volume"), "subpath"));
    return {
        form: "long",
        type: known,
        ...(known === "unknown" ? { typeWaits: type } : {}),
        source: source?.value === "" ? undefined : source,
        target: values_of_textOf(child(tree, "target")) ?? located(tree, ""),
        readOnly: readBoolean(child(tree, "read_only")),
        options: new Set(OPTION_MAPS.filter((name) => child(tree, name)?.kind === "mapping")),
        droppedModes: [],
        ...(consistency ? { consistency: consistency.value } : {}),
        ...(propagation ? { propagation: propagation.value } : {}),
        ...(nocopy?.kind === "scalar" && nocopy.value === true ? { nocopy: true } : {}),
        ...(size?.kind === "scalar" && typeof size.value === "number" ? { tmpfsSize: size.value } : {}),
        ...(subpath ? { subpath } : {}),
    };
}
/** What already the reading of one file refuses, before files are merged and before deploy. */
function refuseEarly(tree, type, source, service, problems) {
    const refused = (place, key, message, help) => problems.push({ rule: "mount-invalid", place: text_placeOf(place), message, help, service, subject: `volumes ${key}` });
    if (type === "bind" && (source === undefined || source.value === "")) {
        const message = "A mount of type `bind` needs a `source`; deploy refuses the file.";
        refused(source?.place ?? tree, "source", message, "Add `source:`. A variable that is not set leaves it empty.");
    }
    const subpath = child(child(tree, "volume"), "subpath");
    if (subpath === undefined || (subpath.kind === "scalar" && ["string", "object"].includes(typeof subpath.value)))
        return;
    refused(subpath, "subpath", "`subpath` must be text; deploy refuses the file.", "Put the value in quotes.");
}
function mountType(type) {
    if (type.value === "")
        return "volume";
    if (hasUnknown(type.value))
        return "unknown";
    return TYPES.has(type.value) ? type.value : undefined;
}
/** Absent is false; undefined when a variable that is not set decides. */
function readBoolean(tree) {
    if (tree?.kind !== "scalar")
        return false;
    return hasUnknown(printScalar(tree)) ? undefined : tree.value === true;
}

;// CONCATENATED MODULE: ./build/src/stack/merge.js



/** Sections whose entries a later file replaces as a whole. */
const REPLACED_SECTIONS = ["volumes", "networks", "secrets", "configs"];
/** What a later file replaces unless it is empty; other lists are appended to. */
const merge_COMMANDS = new Set(["command", "entrypoint"]);
/** Lists for which a single text may stand. */
const TEXTS = new Set(["tmpfs", "env_file", "dns", "dns_search"]);
/** `KEY=value` lists and mappings are one thing: merged by key. */
const PAIRS = new Set(["environment", "labels", "sysctls", "extra_hosts"]);
/** `docker stack deploy -c base -c override`: services deep, other sections entry by entry. Every value keeps its place. */
function mergeFiles(base, override) {
    const entries = new Map(base.entries);
    for (const section of REPLACED_SECTIONS) {
        const later = override.entries.get(section);
        if (!later)
            continue;
        const earlier = entries.get(section);
        const merged = new Map([...merge_named(earlier?.value), ...merge_named(later.value)]);
        entries.set(section, { key: (earlier ?? later).key, value: { ...asMapping(later.value), entries: merged } });
    }
    const services = override.entries.get("services");
    const before = entries.get("services");
    if (services)
        entries.set("services", before ? { ...before, value: mergeServices(before.value, services.value) } : services);
    return { ...base, entries };
}
const merge_named = (section) => Array.from(entriesOf(section), (entry) => [entry.key.name, entry]);
function asMapping(tree) {
    if (tree.kind === "mapping")
        return tree;
    const { file, start, end, via } = tree;
    return { kind: "mapping", file, start, end, via, entries: new Map() };
}
function asList(tree) {
    if (tree.kind === "sequence")
        return tree;
    const { file, start, end, via } = tree;
    return { kind: "sequence", file, start, end, via, items: [tree] };
}
function mergeServices(base, override) {
    const merged = new Map(merge_named(base));
    for (const entry of entriesOf(override)) {
        const earlier = merged.get(entry.key.name);
        const value = earlier ? mergeService(asMapping(earlier.value), asMapping(entry.value)) : entry.value;
        merged.set(entry.key.name, { key: (earlier ?? entry).key, value });
    }
    return { ...asMapping(base), entries: merged };
}
/**
 * Mounts are merged as soon as the earlier files have a list, even when the later one has none: they are sorted,
 * and the last of one target wins. Until then they stay as written; an empty list makes no list of none.
 */
function mergeService(base, override) {
    const entries = new Map(mergeMapping(base, override, true).entries);
    const [before, after] = [base.entries.get("volumes"), override.entries.get("volumes")];
    if (before?.value.kind === "sequence" && !after) {
        entries.set("volumes", { key: before.key, value: mergeMounts(before.value, undefined) });
    }
    if (!before && after?.value.kind === "sequence" && after.value.items.length === 0)
        entries.delete("volumes");
    return { ...base, entries };
}
function mergeTree(base, override, key) {
    if (PAIRS.has(key))
        return mergeMapping(pairs(base), pairs(override), false);
    if (merge_COMMANDS.has(key))
        return wordsOf(override).length > 0 ? override : base;
    if (TEXTS.has(key))
        return mergeList(asList(base), asList(override), key);
    if (override.kind === "scalar" && isZero(override, key))
        return base;
    if (base.kind === "mapping" && override.kind === "mapping")
        return mergeMapping(base, override, true);
    if (base.kind === "sequence" && override.kind === "sequence")
        return mergeList(base, override, key);
    return override;
}
function mergeMapping(base, override, deep) {
    const entries = new Map(merge_named(base));
    for (const [name, entry] of merge_named(override)) {
        const earlier = entries.get(name);
        const value = earlier && deep ? mergeTree(earlier.value, entry.value, name) : entry.value;
        entries.set(name, earlier ? { key: earlier.key, value } : entry);
    }
    return { ...base, via: undefined, entries };
}
function mergeList(base, override, key) {
    if (key === "volumes")
        return mergeMounts(base, override);
    return { ...base, via: undefined, items: [...itemsOf(base), ...itemsOf(override)] };
}
/** Mounts are keyed by their exact target; the result is sorted by it, as the CLI sorts. */
function mergeMounts(base, override) {
    const byTarget = new Map();
    for (const item of [...itemsOf(base), ...itemsOf(override)])
        byTarget.set(targetOf(item), item);
    const sorted = [...byTarget].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return { ...base, via: undefined, items: sorted.map(([, item]) => item) };
}
/** A later empty value clears nothing, except a number that Docker keeps behind a pointer. */
function isZero({ value }, key) {
    if (value === 0)
        return key !== "replicas" && key !== "max_attempts" && key !== "parallelism" && key !== "retries";
    return value === null || value === "" || value === false;
}
function pairs(tree) {
    if (tree.kind !== "sequence")
        return asMapping(tree);
    const entries = new Map();
    for (const item of tree.items) {
        if (item.kind !== "scalar" || typeof item.value !== "string")
            continue;
        const at = item.value.indexOf("=");
        const name = at === -1 ? item.value : item.value.slice(0, at);
        const value = { ...item, value: at === -1 ? null : item.value.slice(at + 1) };
        entries.set(name, { key: { file: item.file, start: item.start, end: item.end, name }, value });
    }
    const { file, start, end, via } = tree;
    return { kind: "mapping", file, start, end, via, entries };
}
/** The value under `services.<service>.<key>` of one file; used to find references before merging. */
function serviceValues(root, key) {
    return Array.from(entriesOf(child(root, "services"))).flatMap((service) => {
        const value = child(service.value, key);
        return value ? [[service.key.name, value]] : [];
    });
}

;// CONCATENATED MODULE: ./build/src/stack/file-uses.js





/** `env_file`, secret and config files that deploy reads on the machine where it runs, and would not find. */
function findMissingFiles(root, lookup, problems) {
    for (const { path, place, what, subject } of fileUses(root)) {
        const problem = { rule: "missing-file", place, subject };
        const isEnvFile = what === "env file";
        if (path === "") {
            const message = `This ${what} names no file, so deploy tries to read a folder; it refuses the stack.`;
            const help = isEnvFile
                ? "Write a path, or remove the entry."
                : "Set `file:`, or `external: true` if it exists in the cluster.";
            problems.push({ ...problem, message, help });
        }
        else if (!hasUnknown(path) && lookup(path) === false) {
            const which = isEnvFile ? "This env file" : `The file of this ${what}`;
            const message = `${which} cannot be read here; deploy refuses the stack.`;
            problems.push({
                ...problem,
                message,
                help: "Correct the path. It is relative to the folder of the first stack file.",
            });
        }
    }
}
/** Where Compose takes a secret or config from instead of a file; deploy knows neither. */
const COMPOSE_SOURCES = ["environment", "content"];
function* fileUses(root) {
    for (const [service, value] of serviceValues(root, "env_file")) {
        for (const { value: path, place } of textsOf(value))
            yield { path, place, what: "env file", subject: `${service}:env_file` };
    }
    for (const section of ["secrets", "configs"]) {
        for (const { key, value } of entriesOf(child(root, section))) {
            if (value.kind !== "mapping" || isExternal(value) || values_of_textOf(child(value, "driver"))?.value)
                continue;
            const file = values_of_textOf(child(value, "file"));
            if (file === undefined && COMPOSE_SOURCES.some((name) => value.entries.has(name)))
                continue; // reported as a wrong key
            const what = section === "secrets" ? "secret" : "config";
            yield { path: file?.value ?? "", place: file?.place ?? text_placeOf(key), what, subject: `${section}.${key.name}` };
        }
    }
}
/** True for a map as well, and for a variable that is not set: then nothing is known. */
function isExternal(value) {
    const external = child(value, "external");
    if (external?.kind === "mapping")
        return true;
    return external?.kind === "scalar" && (external.value === true || hasUnknown(external.value));
}

;// CONCATENATED MODULE: ./build/src/stack/substitute.js

// The unbraced form takes an operator too, up to the next `}`: `$HOST-data` is `$HOST` with the default "data".
const REFERENCE = /\$(?:(\$)|([_a-z][_a-z0-9]*(?::?[-?][^}]*)?)|\{([_a-z][_a-z0-9]*(?::?[-?][^}]*)?)\}|)/giu;
const NAME = /^[_a-z][_a-z0-9]*$/iu;
const SYNTAX = "a `$` here starts no variable that Docker can read";
/**
 * `$VAR`, `${VAR}`, `${VAR:-d}`, `${VAR-d}`, `${VAR:?m}`, `${VAR?m}` and `$$`, as `docker stack deploy` reads them.
 * Its operators are tried in the order `:-`, `-`, `:?`, `?` wherever they occur in the braces, so `${A:?no-host}`
 * is a default of "host"; and a later valid reference hides an earlier error. Found by running the CLI.
 */
function substitute(text, environment) {
    let error;
    const result = text.replace(REFERENCE, (_, escaped, named, braced) => {
        if (escaped !== undefined)
            return escaped;
        const reference = named ?? braced;
        if (reference === undefined) {
            error = SYNTAX;
            return "";
        }
        const looked = look(reference, environment);
        error = looked.error;
        return looked.text;
    });
    return { text: result, error };
}
function look(reference, { variables, unset }) {
    const known = (text) => ({ text, error: undefined });
    for (const operator of [":-", "-", ":?", "?"]) {
        const at = reference.indexOf(operator);
        if (at === -1)
            continue;
        const name = reference.slice(0, at);
        const value = variables.get(name);
        const missing = value === undefined || (operator.startsWith(":") && value === "");
        if (!missing)
            return known(value);
        if (operator.endsWith("-"))
            return known(reference.slice(at + operator.length));
        if (unset === "unknown" && NAME.test(name))
            return known(unknownValue(name));
        return { text: "", error: `the variable \`${name}\` is required and has no value` };
    }
    return known(variables.get(reference) ?? (unset === "unknown" ? unknownValue(reference) : ""));
}

;// CONCATENATED MODULE: ./build/src/stack/interpolate.js



/** Where Docker turns a substituted string into another type (`[]` any item, `*` any key). Everywhere else it stays a string. */
const CASTS = new Map([
    ["services.*.configs.[].mode", "integer"],
    ["services.*.secrets.[].mode", "integer"],
    ["services.*.healthcheck.retries", "integer"],
    ["services.*.healthcheck.disable", "boolean"],
    ["services.*.deploy.replicas", "integer"],
    ["services.*.deploy.update_config.parallelism", "integer"],
    ["services.*.deploy.update_config.max_failure_ratio", "float"],
    ["services.*.deploy.rollback_config.parallelism", "integer"],
    ["services.*.deploy.rollback_config.max_failure_ratio", "float"],
    ["services.*.deploy.restart_policy.max_attempts", "integer"],
    ["services.*.deploy.placement.max_replicas_per_node", "integer"],
    ["services.*.ports.[].target", "integer"],
    ["services.*.ports.[].published", "integer"],
    ["services.*.ulimits.*", "integer"],
    ["services.*.ulimits.*.hard", "integer"],
    ["services.*.ulimits.*.soft", "integer"],
    ["services.*.privileged", "boolean"],
    ["services.*.read_only", "boolean"],
    ["services.*.stdin_open", "boolean"],
    ["services.*.tty", "boolean"],
    ["services.*.volumes.[].read_only", "boolean"],
    ["services.*.volumes.[].volume.nocopy", "boolean"],
    ["networks.*.external", "boolean"],
    ["networks.*.internal", "boolean"],
    ["networks.*.attachable", "boolean"],
    ["volumes.*.external", "boolean"],
    ["secrets.*.external", "boolean"],
    ["configs.*.external", "boolean"],
]);
const BOOLEANS = new Map([
    ...["y", "yes", "true", "on"].map((word) => [word, true]),
    ...["n", "no", "false", "off"].map((word) => [word, false]),
]);
/** Substitutes variables in every value of the file (never in keys, `x-` sections included). */
function interpolate(root, environment, problems) {
    if (!root.file.text.includes("$"))
        return root;
    const path = [];
    return visitMapping(root);
    function visit(tree) {
        if (tree.kind === "scalar")
            return visitScalar(tree);
        if (tree.kind === "mapping")
            return visitMapping(tree);
        let changed = false;
        path.push("[]");
        const items = tree.items.map((item) => {
            const next = visit(item);
            changed ||= next !== item;
            return next;
        });
        path.pop();
        return changed ? { ...tree, items } : tree;
    }
    function visitMapping(tree) {
        let entries;
        for (const [name, entry] of tree.entries) {
            path.push(name);
            const value = visit(entry.value);
            path.pop();
            if (value === entry.value)
                continue;
            entries ??= new Map(tree.entries);
            entries.set(name, { key: entry.key, value });
        }
        return entries ? { ...tree, entries } : tree;
    }
    function visitScalar(scalar) {
        if (typeof scalar.value !== "string" || !scalar.value.includes("$"))
            return scalar;
        const { text, error } = substitute(scalar.value, environment);
        if (error !== undefined) {
            report(scalar, `Docker cannot fill in the variables here: ${error}; deploy refuses the file.`, adviceFor(scalar.value));
            return scalar;
        }
        if (text === scalar.value)
            return scalar;
        const cast = castFor(path);
        if (cast === undefined || hasUnknown(text))
            return { ...scalar, value: text, printed: undefined };
        const value = castTo(cast, text);
        if (value === undefined) {
            report(scalar, `After its variables are filled in, this is no ${cast}; deploy refuses the file.`, "Give the variable a value, or a default: `${NAME:-1}`.");
            return scalar;
        }
        return { ...scalar, value, printed: undefined };
    }
    function report(scalar, message, help) {
        problems.push({ rule: "interpolation-invalid", place: text_placeOf(scalar), message, help, subject: path.join(".") });
    }
}
function adviceFor(text) {
    if (/\$\{[_a-z][_a-z0-9]*:?\+/i.test(text))
        return "Docker's stack reader does not know `${NAME:+value}`; write the value, or use `${NAME:-default}`.";
    if (/\$\{[^}]*\?/.test(text))
        return "Set the variable where the stack is deployed; `docker stack deploy` does not read `.env`.";
    return "Write `$$` for a dollar sign that belongs to the value.";
}
function castFor(path) {
    const [section, name, ...rest] = path;
    if (name?.includes("."))
        return undefined; // Docker splits its own path at dots and misses the entry
    const inService = section === "services";
    if (rest.length === 0 || (!inService && rest.length !== 1))
        return undefined;
    if (inService && rest[0] === "ulimits" && rest.length > 1)
        rest[1] = "*";
    return CASTS.get([section, "*", ...rest].join("."));
}
function castTo(cast, text) {
    if (cast === "boolean")
        return BOOLEANS.get(text.toLowerCase());
    if (cast === "integer")
        return /^[-+]?[0-9]+$/.test(text) ? Number(text) : undefined;
    return /^[-+]?(\.[0-9]+|[0-9]+\.?[0-9]*)(e[-+]?[0-9]+)?$/i.test(text) ? Number(text) : undefined;
}

;// CONCATENATED MODULE: ./build/src/stack/keys.js


/** Service keys that make deploy refuse the whole file, and what to write instead. CLI 28.2.2, run. */
const FORBIDDEN_KEYS = new Map([
    ["extends", "Copy what is inherited into the service, or share it with a YAML anchor."],
    ["volume_driver", "Set `driver` on the volume in the top-level `volumes` section."],
    ["volumes_from", "Declare a volume in the top-level `volumes` section and mount it in both services."],
    ...["cpu_quota", "cpu_shares", "cpuset", "mem_limit", "memswap_limit"].map((key) => [key, "Set limits under `deploy.resources`."]),
]);
const note = (effect, help) => ({ effect, help, severity: "note" });
const warn = (effect, help) => ({ effect, help, severity: "warning" });
const REMOVE = "Remove the key, or accept that it does nothing.";
/** Service keys that deploy accepts and does not carry out. The first sixteen and the next two with a warning, the rest in silence. */
const IGNORED_KEYS = new Map([
    [
        "build",
        warn("no image is built; the nodes pull `image` from a registry", "Build and push the image before the deploy."),
    ],
    ["cgroupns_mode", note("the engine's default is used", REMOVE)],
    ["cgroup_parent", note("the engine's default is used", REMOVE)],
    [
        "devices",
        warn("the container does not get the device", "Use a bind mount of the device with care, or run the service outside Swarm."),
    ],
    ["domainname", note("the container has no domain name", "Put the full name in `hostname`.")],
    ["external_links", note("no link is made", "Put the services on one network.")],
    ["ipc", note("the container has its own IPC namespace", REMOVE)],
    ["links", note("no link is made", "Services on one network reach each other by name.")],
    ["mac_address", note("the address is chosen by the engine", REMOVE)],
    [
        "network_mode",
        note("the service joins its `networks` instead", "Use `networks`, with `host` as an external network if need be."),
    ],
    ["pid", note("the container has its own PID namespace", REMOVE)],
    ["privileged", warn("the container runs without privileges", "Use `cap_add`, or run the service outside Swarm.")],
    [
        "restart",
        note("it is read only when `deploy.restart_policy` is absent: `on-failure` is kept, everything else (`no` too) restarts always", "Write `deploy.restart_policy`."),
    ],
    ["security_opt", note("the engine's defaults are used", REMOVE)],
    ["shm_size", warn("`/dev/shm` keeps its 64 MB", "Mount a tmpfs at `/dev/shm` with the size that is needed.")],
    ["userns_mode", note("the engine's default is used", REMOVE)],
    ["container_name", note("the task's container gets a name of its own", "Reach the service by its service name.")],
    ["expose", note("services on one network reach all ports anyway", REMOVE)],
    ["depends_on", note("Swarm starts services in any order", "Let the service wait for, or retry, what it needs.")],
    [
        "tmpfs",
        warn("nothing is mounted there, without any message: the files go to the container's layer on disk", "Write a mount: `volumes: [{type: tmpfs, target: /path}]`."),
    ],
]);
/** What deploy reads inside the option maps of a long mount; everything else there is dropped in silence. */
const MOUNT_OPTIONS = new Map([
    ["bind", new Set(["propagation"])],
    ["volume", new Set(["nocopy", "subpath"])],
    ["tmpfs", new Set(["size"])],
]);
/** Forbidden and ignored keys of every service, each on its own line. */
function findKeyProblems(root, problems) {
    for (const service of entriesOf(child(root, "services"))) {
        const name = service.key.name;
        for (const entry of entriesOf(service.value)) {
            const key = entry.key.name;
            const instead = FORBIDDEN_KEYS.get(key);
            if (instead !== undefined)
                problems.push(forbidden(entry, name, instead));
            const ignored = IGNORED_KEYS.get(key);
            if (ignored !== undefined)
                problems.push(ignoredKey(entry, name, ignored));
        }
        findMountOptions(service, problems);
    }
}
function forbidden({ key }, service, help) {
    const message = `\`${key.name}\` is forbidden in a stack; deploy refuses the file.`;
    return { rule: "forbidden-key", place: text_placeOf(key), message, help, service, subject: key.name };
}
function ignoredKey({ key }, service, { effect, help, severity }) {
    const message = `Swarm ignores \`${key.name}\`: ${effect}.`;
    return { rule: "ignored-key", place: text_placeOf(key), message, help, service, subject: key.name, severity };
}
function findMountOptions(service, problems) {
    for (const mount of itemsOf(child(service.value, "volumes"))) {
        for (const [map, read] of MOUNT_OPTIONS) {
            for (const { key } of entriesOf(child(mount, map))) {
                if (read.has(key.name))
                    continue;
                const effect = key.name === "create_host_path" ? "a missing host path makes the task fail" : "it changes nothing";
                const message = `Swarm ignores \`${map}.${key.name}\` of a mount: ${effect}.`;
                const subject = `volumes.${map}.${key.name}`;
                const place = text_placeOf(key);
                problems.push({
                    rule: "ignored-key",
                    place,
                    message,
                    help: REMOVE,
                    service: service.key.name,
                    subject,
                    severity: "note",
                });
            }
        }
    }
}

;// CONCATENATED MODULE: ./build/src/stack/mount-checks.js

/** Which option maps Docker refuses beside a mount type; `image` and `unknown` are not looked at. */
const REFUSED_OPTIONS = {
    volume: ["tmpfs", "bind", "cluster"],
    bind: ["volume", "tmpfs", "cluster"],
    tmpfs: ["bind", "volume", "cluster"],
    npipe: ["volume", "tmpfs"],
    cluster: ["tmpfs", "bind", "volume"],
};
/** What deploy refuses about mounts once all files are merged. */
function checkMounts(services, volumes) {
    const problems = [];
    for (const service of services) {
        const targets = new Set();
        for (const mount of service.mounts) {
            problems.push(...checkMount(mount, service.name, volumes));
            const target = mount.target.value;
            if (targets.has(target) && !hasUnknown(target))
                problems.push(duplicate(mount, service.name));
            targets.add(target);
        }
    }
    return problems;
}
function checkMount(mount, service, volumes) {
    const problem = (rule, message, help) => [
        { rule, place: mount.place, message, help, service, subject: `volumes[${mount.target.value}]` },
    ];
    if (mount.type === "image") {
        const message = "No engine takes a mount of type `image` in a service; it refuses the service.";
        return problem("mount-invalid", message, "Copy the files into the image, or use a config or a volume.");
    }
    const refused = REFUSED_OPTIONS[mount.type]?.find((option) => mount.options.has(option));
    if (refused !== undefined) {
        const message = `\`${refused}\` options do not go with a mount of type \`${mount.type}\`; deploy refuses the stack.`;
        return problem("mount-invalid", message, `Remove the \`${refused}\` options, or correct the type.`);
    }
    const needsSource = mount.type === "npipe" || mount.type === "cluster";
    if (needsSource && mount.source === undefined) {
        const message = `A mount of type \`${mount.type}\` needs a \`source\`; deploy refuses the stack.`;
        return problem("mount-invalid", message, "Add `source:`.");
    }
    if (mount.type === "tmpfs" && mount.source !== undefined) {
        return problem("mount-invalid", "A mount of type `tmpfs` cannot have a `source`; deploy refuses the stack.", "Remove `source:`, or correct the type.");
    }
    return undeclared(mount, volumes) ? problem("undeclared-volume", ...undeclaredText(mount)) : [];
}
function undeclared({ type, source }, volumes) {
    if (source === undefined || hasUnknown(source.value))
        return false;
    if (type !== "volume" && type !== "cluster")
        return false;
    return !(type === "cluster" && source.value.startsWith("group:")) && !volumes.has(source.value);
}
function undeclaredText({ source }) {
    const name = source?.value ?? "";
    const message = `The volume \`${name}\` is declared nowhere in the stack; deploy stops at this service, after it has created the networks.`;
    if (name.includes("{{"))
        return [message, "Declare a volume and put the template into its `name:`."];
    if (/[/\\]/.test(name))
        return [message, `If a folder is meant, write \`./${name}\` or an absolute path.`];
    return [message, `Add \`${name}:\` under the top-level \`volumes\`.`];
}
function duplicate(mount, service) {
    return {
        rule: "duplicate-target",
        place: mount.place,
        message: "An earlier mount of this service has the same target; the engine refuses the service.",
        help: "Remove one of the two, or give this one another path.",
        service,
        subject: `volumes[${mount.target.value}]`,
    };
}

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __nccwpck_require__(8815);
;// CONCATENATED MODULE: ./build/src/stack/lexer.js

/**
 * A lexer that, like Docker's, lets the lines inside quotes, `[ ]` and `{ }` start at any column.
 * `yaml` has no option for it, so its lexer is told there that no indentation is needed.
 */
function createLexer() {
    const lexer = new dist/* Lexer */.JG();
    const inside = lexer;
    const parseQuotedScalar = inside.parseQuotedScalar.bind(lexer);
    let quoted = false;
    let indentNext = 0;
    Object.defineProperty(lexer, "indentNext", {
        get: () => (quoted || inside.flowLevel > 0 ? 0 : indentNext),
        set: (value) => {
            indentNext = value;
        },
    });
    inside.parseQuotedScalar = function* () {
        quoted = true;
        const next = yield* parseQuotedScalar();
        quoted = false;
        return next;
    };
    return lexer;
}

;// CONCATENATED MODULE: ./build/src/stack/go-yaml.js


/** What the lexer adds to the text. */
const LEXER_MARKS = new Set([dist/* CST */.DB.DOCUMENT, dist/* CST */.DB.FLOW_END, dist/* CST */.DB.SCALAR]);
/** Characters at which a line ends for Docker, while `yaml` takes them for text. */
const OTHER_LINE_ENDS = /[\u0085\u2028\u2029]/g;
function* partsOf(text) {
    let start = 0;
    let isScalar = false;
    for (const part of createLexer().lex(text)) {
        if (LEXER_MARKS.has(part)) {
            isScalar = part === dist/* CST */.DB.SCALAR;
            continue;
        }
        yield { text: part, start, isScalar };
        isScalar = false;
        start += part.length;
    }
}
/** The text with Docker's other line ends, quoted text aside, as `\n`; offsets stay the same. */
function withLineEnds(text) {
    if (text.search(OTHER_LINE_ENDS) === -1)
        return text;
    const parts = Array.from(partsOf(text), (part) => /^["']/.test(part.text) && !part.isScalar ? part.text : part.text.replace(OTHER_LINE_ENDS, "\n"));
    return parts.join("");
}
/** What Docker's YAML reader refuses in the first document although `yaml` takes it: some tabs, and `?` in brackets. */
function findRefused(text) {
    if (!/[\t?]/.test(text))
        return undefined;
    let flow = 0;
    let lineStart = 0;
    let last;
    for (const part of partsOf(text)) {
        const { start, isScalar } = part;
        if (!isScalar && /^[ \t]+$/.test(part.text)) {
            const tab = start + part.text.indexOf("\t");
            if (tab >= start && flow === 0 && isTabRefused(text, tab, lineStart, last))
                return tabRefused(tab);
            continue;
        }
        if (isScalar && flow > 0 && part.text.indexOf("?") > 0)
            return questionMark(start + part.text.indexOf("?"));
        if (!isScalar && /^(---|\.\.\.)$/.test(part.text) && last)
            return undefined;
        if (!isScalar && /^[[{]$/.test(part.text))
            flow += 1;
        if (!isScalar && /^[\]}]$/.test(part.text))
            flow -= 1;
        lineStart = part.text.endsWith("\n") ? start + part.text.length : undefined;
        if (/\S/.test(part.text))
            last = part;
    }
    return undefined;
}
/** Docker takes a tab between two tokens of a line, and on an empty line deep enough to belong to a plain value above. */
function isTabRefused(text, tab, lineStart, last) {
    if (lineStart === undefined)
        return last !== undefined && !last.isScalar && /^[-?]$/.test(last.text);
    const before = text.slice(text.lastIndexOf("\n", (last?.start ?? 0) - 1) + 1, last?.start);
    // Below a comment on a line of its own, Docker reads further comments whatever stands before them.
    if (!last?.isScalar)
        return !(last?.text.startsWith("#") && /^\s*$/.test(before) && /^\s*#/.test(text.slice(tab)));
    const prefix = /^ *(?:[-?:][ \t]+)*/.exec(before)?.[0];
    if (before === prefix)
        return /[-?:]/.test(prefix) && tab - lineStart <= prefix.trimEnd().length - 1;
    return tab - lineStart <= prefix.length;
}
const tabRefused = (start) => ({
    start,
    end: start + 1,
    message: "A tab stands here where YAML takes only spaces; deploy refuses the file.",
    help: "Replace the tab by spaces, or remove it if nothing else stands on the line.",
});
const questionMark = (start) => ({
    start,
    end: start + 1,
    message: "Inside `[ ]` and `{ }`, Docker takes a `?` without quotes for the start of a key; deploy refuses the file.",
    help: "Put the value in quotes.",
});

;// CONCATENATED MODULE: ./build/src/stack/limits.js
/** How much of a file is read before the tool says that it is too much. */
const LIMITS = {
    /** Levels of nesting; real stacks have about ten. */
    depth: 200,
    /** Values after every alias has been followed; the largest real stack has about 20,000. */
    expanded: 500_000,
};
/** Ends the reading of a file. */
class Stop extends Error {
    problem;
    /** True when only this tool gives up: Docker's own verdict is not known. */
    gaveUp;
    constructor(problem, gaveUp) {
        super(problem.message);
        this.problem = problem;
        this.gaveUp = gaveUp;
    }
}
/** Something that makes Docker refuse the text as YAML. */
function yamlProblem(place, message, help) {
    return { rule: "yaml-invalid", place, message, help, subject: "yaml" };
}
/** A file that this tool does not check any further. */
function limitProblem(place, message) {
    const help = "Check this file on its own with `docker stack config`, or make it smaller.";
    return { rule: "file-unreadable", place, message, help, subject: "limit" };
}
function tooDeep(place) {
    return new Stop(limitProblem(place, `The file nests deeper than ${LIMITS.depth} levels and was not checked.`), true);
}

;// CONCATENATED MODULE: ./build/src/stack/compose.js




/** Untyped scalars, tags as they are written: types are go-yaml's, not this parser's. */
const compose_OPTIONS = {
    schema: "failsafe",
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
};
/** The first YAML document of a file, and why it cannot be read. */
function compose(file) {
    const composer = new dist/* Composer */.Dk(compose_OPTIONS);
    let seen = false;
    for (const token of tokensOf(withLineEnds(file.text))) {
        if (token.type === "document") {
            if (seen && token.value)
                return finish(composer, file, token.offset);
            if (seen)
                continue;
            seen = true;
        }
        if (token.type === "directive") {
            if (seen)
                continue;
            checkDirective(token, file);
        }
        Array.from(composer.next(token));
    }
    return finish(composer, file, undefined);
}
function* tokensOf(text) {
    const parser = new dist/* Parser */.iX();
    for (const part of createLexer().lex(text))
        yield* parser.next(part);
    yield* parser.end();
}
function finish(composer, { text }, second) {
    const [document] = composer.end(true, text.length);
    const errors = document.errors.filter((error) => !isLenient(error));
    return { document: document, errors, second };
}
/** Docker takes a comment directly behind a quote or a bracket. */
function isLenient({ message }) {
    return message.startsWith("Comments must be separated");
}
function checkDirective({ offset, source }, file) {
    if (/^%YAML[ \t]+1\.1[ \t]*$/.test(source) || /^%TAG[ \t]/.test(source))
        return;
    const place = { file, start: offset, end: offset + source.trimEnd().length };
    const message = source.startsWith("%YAML")
        ? "The `%YAML` directive asks for a version that Docker does not read; deploy refuses the file."
        : "Docker does not know this `%` directive; deploy refuses the file.";
    throw new Stop(yamlProblem(place, message, "Remove the line, or quote the value if `%` belongs to it."), false);
}

;// CONCATENATED MODULE: ./build/src/stack/timestamp.js
const FORM = /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})([.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})| +([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})([.,][0-9]+)?)?$/;
const isLeap = (year) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (month, year) => month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
const two = (value) => String(value).padStart(2, "0");
/**
 * A date or a time as Docker prints it when it turns one into a string; undefined when the text is none.
 * What Docker prints for an offset depends on the time zone of the machine; this is what it prints in UTC.
 */
function printTimestamp(text) {
    const match = FORM.exec(text);
    if (!match)
        return undefined;
    const [year, month, day] = match.slice(1, 4).map(Number);
    if (month < 1 || month > 12 || day < 1 || day > daysIn(month, year))
        return undefined;
    const [hour, minute, second] = [4, 5, 6].map((at) => Number(match[at] ?? match[at + 5] ?? 0));
    if (hour > 23 || minute > 59 || second > 59)
        return undefined;
    const offset = match[8] ?? "Z";
    if (Number(offset.slice(1, 3)) > 24 || Number(offset.slice(4)) > 60)
        return undefined;
    const fraction = (match[7] ?? match[12] ?? ".").slice(1, 10).replace(/0+$/, "");
    const zone = /[1-9]/.test(offset) ? offset.replace(":", "") : "+0000";
    const time = `${two(hour)}:${two(minute)}:${two(second)}${fraction && `.${fraction}`}`;
    return `${match[1]}-${two(month)}-${two(day)} ${time} ${zone} ${zone === "+0000" ? "UTC" : zone}`;
}

;// CONCATENATED MODULE: ./build/src/stack/scalar.js

const WORDS = new Map([
    ...["", "~", "null", "Null", "NULL"].map((word) => [word, { value: null }]),
    ...["true", "True", "TRUE"].map((word) => [word, { value: true }]),
    ...["false", "False", "FALSE"].map((word) => [word, { value: false }]),
    ...[".nan", ".NaN", ".NAN"].map((word) => [word, { value: Number.NaN }]),
    ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, { value: Infinity }]),
    ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, { value: -Infinity }]),
]);
const INTEGER = /^[-+]?(?:0|[1-9][0-9]*|0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+)$/;
/** go-yaml's second attempt at `0b` and `0o` takes a sign behind the prefix. */
const INNER_SIGN = /^(0b[-+][01]+|0o[-+][0-7]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const UINT64_LIMIT = 1n << 64n;
const INT64_LIMIT = 1n << 63n;
/** A float as Go's `fmt.Sprint` prints it: with an exponent, of at least two digits, below 1e-4 and from 1e6. */
function printFloat(value) {
    if (value === 0)
        return Object.is(value, -0) ? "-0" : "0";
    const magnitude = Math.abs(value);
    if (magnitude >= 1e-4 && magnitude < 1e6)
        return String(value);
    const [digits, exponent] = value.toExponential().split("e");
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}
function integer(text) {
    const sign = /[-+]/.exec(text)?.[0];
    let digits = text.replace(/[-+]/, "");
    if (/^0[0-7]+$/.test(digits))
        digits = `0o${digits.slice(1)}`;
    const exact = sign === "-" ? -BigInt(digits) : BigInt(digits);
    if (exact < -INT64_LIMIT || exact >= (sign === undefined ? UINT64_LIMIT : INT64_LIMIT))
        return undefined;
    const value = Number(exact);
    return Number.isSafeInteger(value) ? { value } : { value, printed: exact.toString() };
}
/** The type and value of an unquoted scalar without a tag. */
function resolvePlain(text) {
    const printed = printTimestamp(text);
    return printed === undefined ? resolveUndated(text) : { value: text, printed };
}
function resolveUndated(text) {
    const word = WORDS.get(text);
    if (word)
        return word;
    if (!/^[-+.0-9]/.test(text))
        return { value: text };
    const digits = withoutSeparators(text);
    if (INTEGER.test(digits) || INNER_SIGN.test(digits)) {
        const resolved = integer(digits);
        if (resolved)
            return resolved;
    }
    const value = FLOAT.test(digits) ? Number(digits) : Infinity;
    return Number.isFinite(value) ? { value, printed: printFloat(value) } : { value: text };
}
/** `_` may stand anywhere, but in a number that starts with a point only between digits. */
function withoutSeparators(text) {
    if (text.startsWith(".") && /(?<![0-9])_|_(?![0-9])/.test(text))
        return text;
    return text.replaceAll("_", "");
}
const RESOLVED_TYPES = {
    null: ({ value }) => value === null,
    bool: ({ value }) => typeof value === "boolean",
    int: ({ value, printed }) => Number.isInteger(value) && (printed === undefined || isLarge(value, printed)),
    float: ({ value }) => typeof value === "number",
};
/** Every float has a printed form, an integer only where JavaScript cannot hold it. */
function isLarge(value, printed) {
    return !Number.isSafeInteger(value) && !printed.includes("e");
}
/** The value of a scalar with the tag `!!name`, quoted or not; undefined when Docker refuses the two together. */
function resolveTagged(name, text) {
    if (name === "binary")
        return decodeBase64(text);
    if (name === "timestamp") {
        const printed = printTimestamp(text);
        return printed === undefined ? undefined : { value: text, printed };
    }
    const fits = Object.hasOwn(RESOLVED_TYPES, name) ? RESOLVED_TYPES[name] : undefined;
    if (!fits)
        return { value: text };
    const resolved = resolveUndated(text);
    return fits(resolved) ? resolved : undefined;
}
function decodeBase64(written) {
    const text = written.replace(/[\r\n]/g, "");
    if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text))
        return undefined;
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return { value: new TextDecoder().decode(bytes) };
}

;// CONCATENATED MODULE: ./build/src/stack/yaml-errors.js
/** What is wrong and what to do, by the parser's closed list of codes. */
const yaml_errors_TEXTS = {
    ALIAS_PROPS: ["An alias cannot have an anchor or a tag", "Remove the anchor or the tag."],
    BAD_ALIAS: ["The name of this anchor or alias is not valid", "Use letters, digits, `-` and `_`."],
    BAD_COLLECTION_TYPE: ["The tag does not fit what follows it", "Remove the tag."],
    BAD_DIRECTIVE: ["This `%` directive is not valid", "Remove the line, or quote the value if `%` belongs to it."],
    BAD_DQ_ESCAPE: ["The backslash sequence in this double-quoted text is not valid", "Use single quotes, or `\\\\`."],
    BAD_INDENT: ["The indentation does not fit the lines above", "Align the line with its neighbours, with spaces."],
    BAD_PROP_ORDER: ["An anchor or a tag stands at the wrong place", "Put it directly before its value."],
    BAD_SCALAR_START: ["A plain value cannot start with this character", "Put the value in quotes."],
    BLOCK_AS_IMPLICIT_KEY: [
        "A key is written in a form that cannot be a key",
        "Put a space after the colon, or quote the text.",
    ],
    BLOCK_IN_FLOW: ["A block value cannot stand inside `[ ]` or `{ }`", "Write it without the brackets."],
    DUPLICATE_KEY: ["A key stands twice in one mapping", "Keep one of the two."],
    IMPOSSIBLE: ["This cannot be read as YAML", "Compare with the lines above."],
    KEY_OVER_1024_CHARS: ["The key is longer than 1024 characters", "Shorten it."],
    MISSING_CHAR: [
        "A character is missing here: a space, a comma, a quote or a bracket",
        "Check the line and the one above.",
    ],
    MULTILINE_IMPLICIT_KEY: ["A key must stand on one line", "A colon or a quote may be missing on the line above."],
    MULTIPLE_ANCHORS: ["The value has two anchors", "Keep one."],
    MULTIPLE_DOCS: ["A second document starts here", "Move it to a file of its own."],
    MULTIPLE_TAGS: ["The value has two tags", "Keep one."],
    NON_STRING_KEY: ["The key is not a string", "Put it in quotes."],
    TAB_AS_INDENT: ["The line is indented with a tab", "Indent with spaces."],
    TAG_RESOLVE_FAILED: ["The tag is not valid for this value", "Remove the tag."],
    UNEXPECTED_TOKEN: ["Something here does not belong to the value before it", "A quote or a colon may be missing."],
};
/** A parser's error in this project's words: what is wrong, what to do. */
function describeYamlError(error) {
    const [what, help] = yaml_errors_TEXTS[error.code] ?? ["This is not valid YAML", "Compare with the lines above."];
    return [`${what}, so the file is not valid YAML; deploy refuses it.`, help];
}

;// CONCATENATED MODULE: ./build/src/stack/convert.js






const TAG = "tag:yaml.org,2002:";
/** Turns YAML nodes into a `Tree`: types scalars, follows aliases, applies merge keys, finds duplicate keys. */
class Converter {
    problems = [];
    file;
    anchors = new Map();
    size = 0;
    aliased = 0;
    depth = 0;
    constructor(file) {
        this.file = file;
    }
    convert(document) {
        return document.contents === null ? undefined : this.node(document.contents);
    }
    place({ range }) {
        return { file: this.file, start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
    }
    /** The parser counts the line ends and comments after a block collection to it; a person does not. */
    placeUpTo(node, last) {
        const place = this.place(node);
        return node.flow || last === undefined ? place : { ...place, end: useOf(last).end };
    }
    node(node) {
        this.size += 1;
        if (node instanceof dist/* Alias */.x1)
            return this.alias(node);
        const { anchor } = node;
        const before = this.size;
        if (anchor !== undefined) {
            this.checkName(anchor, node);
            this.anchors.set(anchor, { tree: undefined, size: 0 });
        }
        if (++this.depth > LIMITS.depth)
            throw tooDeep(this.place(node));
        const tree = this.value(node);
        this.depth -= 1;
        if (anchor !== undefined)
            this.anchors.set(anchor, { tree, size: this.size - before + 1 });
        return tree;
    }
    value(node) {
        this.noteTag(node);
        if (node instanceof dist/* YAMLMap */.CA)
            return this.mapping(node);
        if (node instanceof dist/* YAMLSeq */.Rw)
            return this.sequence(node);
        return this.scalar(node);
    }
    alias(node) {
        const place = this.place(node);
        this.checkName(node.source, node);
        const target = this.anchors.get(node.source);
        if (target === undefined) {
            const message = `There is no anchor \`&${node.source}\` before this alias; deploy refuses the file.`;
            throw new Stop(yamlProblem(place, message, "Define the anchor above its first use, or remove the alias."), false);
        }
        if (target.tree === undefined) {
            const message = `The anchor \`&${node.source}\` contains itself; deploy refuses the file.`;
            throw new Stop(yamlProblem(place, message, "Remove the alias."), false);
        }
        this.size += target.size;
        this.aliased += target.size;
        this.guardExpansion(place);
        return { ...target.tree, via: { kind: "alias", anchor: node.source, use: place } };
    }
    checkName(name, node) {
        if (/^[A-Za-z0-9_-]+$/.test(name))
            return;
        throw new Stop(yamlProblem(this.place(node), ...describeYamlError({ code: "BAD_ALIAS" })), false);
    }
    /** go-yaml's own defence first (its limits, not ours), then this tool's. */
    guardExpansion(place) {
        const { size, aliased } = this;
        const allowed = size <= 400_000 ? 0.99 : size >= 4_000_000 ? 0.1 : 0.99 - (0.89 * (size - 400_000)) / 3_600_000;
        if (aliased > 100 && size > 1000 && aliased / size > allowed) {
            const message = "Aliases multiply the file to an excessive size here; deploy refuses the file.";
            throw new Stop(yamlProblem(place, message, "Use fewer aliases inside anchored values."), false);
        }
        if (size > LIMITS.expanded) {
            const message = `Aliases make the file grow past ${LIMITS.expanded} values here; it was not checked.`;
            throw new Stop(limitProblem(place, message), true);
        }
    }
    noteTag(node) {
        const { tag } = node;
        if (tag !== "!reset" && tag !== "!override")
            return;
        const message = `Docker drops the tag \`${tag}\` in silence: the value is merged as if the tag were not there.`;
        const help = "Only `docker compose` knows this tag. For `docker stack deploy`, write the value that you want.";
        const place = this.place(node);
        this.problems.push({ rule: "yaml-extras-ignored", place, message, help, subject: `tag ${tag}` });
    }
    scalar(node) {
        const place = this.place(node);
        const { value, printed } = this.resolve(node, place);
        if (typeof value === "number" && !Number.isFinite(value)) {
            const message = "Docker cannot pass on a number that is infinite or none; deploy refuses the file.";
            this.problems.push(yamlProblem(place, message, "Put the value in quotes, or write a real number."));
        }
        return { kind: "scalar", ...place, via: undefined, value, printed };
    }
    resolve({ source: text = "", tag, type }, place) {
        if (tag === undefined || tag === "!") {
            return type === undefined || type === "PLAIN" ? resolvePlain(text) : { value: text };
        }
        if (!tag.startsWith(TAG))
            return { value: text };
        const resolved = resolveTagged(tag.slice(TAG.length), text);
        if (resolved)
            return resolved;
        const message = "The value is not of the type that its tag names; deploy refuses the file.";
        throw new Stop(yamlProblem(place, message, "Remove the tag."), false);
    }
    sequence(node) {
        const items = node.items.map((item) => this.node(item));
        return { kind: "sequence", ...this.placeUpTo(node, items.at(-1)), via: undefined, items };
    }
    mapping(node) {
        const entries = new Map();
        const written = new Set();
        let merge;
        let last;
        for (const pair of node.items) {
            const key = this.key(pair.key);
            if (key === undefined)
                continue;
            const identity = pair.key instanceof dist/* Alias */.x1 ? `*${pair.key.source}` : `=${key.name}`;
            if (written.has(identity))
                this.duplicate(key);
            written.add(identity);
            const value = pair.value === null ? this.missing(key) : this.node(pair.value);
            last = value;
            if (key.name === "<<" && isMergeKey(pair.key))
                merge ??= { key, value };
            else
                entries.set(key.name, { key, value });
        }
        if (merge) {
            this.size += node.items.length; // go-yaml looks at the keys a second time
            this.merge(entries, merge);
        }
        return { kind: "mapping", ...this.placeUpTo(node, last), via: undefined, entries };
    }
    /** The value of a key that has not even a colon. */
    missing({ end }) {
        return { kind: "scalar", file: this.file, start: end, end, via: undefined, value: null, printed: undefined };
    }
    key(node) {
        const place = this.place(node);
        const tree = this.node(node);
        const { tag } = node;
        const typed = tag !== undefined && tag !== "!" && tag !== `${TAG}str` && tag !== `${TAG}merge`;
        const date = tree.kind === "scalar" && tree.printed !== undefined;
        if (tree.kind === "scalar" && typeof tree.value === "string" && !typed && !date)
            return { ...place, name: tree.value };
        const message = "This key is not a string (a number, a boolean, a date or empty); deploy refuses the file.";
        this.problems.push(yamlProblem(place, message, "Put the key in quotes."));
        return undefined;
    }
    duplicate(key) {
        const message = `The key \`${key.name}\` stands twice in one mapping; deploy refuses the file.`;
        this.problems.push({ ...yamlProblem(key, message, "Keep one of the two."), subject: `duplicate ${key.name}` });
    }
    /** Merge keys are shallow; what is written in the mapping itself wins, then the earlier of several. */
    merge(entries, { key, value }) {
        const sources = value.kind === "sequence" && value.via === undefined ? value.items : [value];
        for (const source of sources) {
            if (source.kind !== "mapping") {
                const message = "A merge key `<<` takes a mapping or a list of mappings; deploy refuses the file.";
                const help = "Write `<<: *anchor`, or `<<: [*one, *other]`, where the anchors stand on mappings.";
                const place = source.via?.use ?? (source.start < source.end ? source : key);
                this.problems.push(yamlProblem(text_placeOf(place), message, help));
                continue;
            }
            for (const [name, entry] of source.entries) {
                if (!entries.has(name))
                    entries.set(name, source.via ? through(source.via, entry) : entry);
            }
        }
    }
}
function through({ anchor, use }, { key, value }) {
    return { key, value: { ...value, via: { kind: "merge", anchor, use } } };
}
function isMergeKey(node) {
    if (!(node instanceof dist/* Scalar */.X5))
        return false;
    const plain = node.type === undefined || node.type === "PLAIN";
    return node.tag === `${TAG}merge` || (plain && (node.tag === undefined || node.tag === "!"));
}

;// CONCATENATED MODULE: ./build/src/stack/dates.js


const SECTIONS = ["services", "networks", "volumes", "secrets", "configs"];
/** Mappings whose values Docker turns into text whatever they are. */
const ANY_VALUE = new Set(["environment", "labels", "sysctls", "args", "driver_opts", "options"]);
/** Lists and mappings whose values Docker prints before it reads them. */
const PRINTED = new Set(["expose", "extra_hosts"]);
/** Values without quotes that YAML reads as a date where Docker wants text: `command: [report, 2024-01-01]`. */
function findDates(root) {
    const problems = [];
    for (const section of SECTIONS) {
        for (const { key, value } of entriesOf(child(root, section))) {
            const owner = section === "services" ? { service: key.name } : section === "volumes" ? { volume: key.name } : {};
            visit(value, [section, key.name], owner);
        }
    }
    return problems;
    function visit(tree, path, owner) {
        if (tree.kind === "sequence")
            for (const item of tree.items)
                visit(item, path, owner);
        if (tree.kind === "mapping") {
            const free = ANY_VALUE.has(path.at(-1));
            for (const { key, value } of tree.entries.values()) {
                const printed = PRINTED.has(key.name) || (key.name.startsWith("x-") && key.name !== "x-cluster-spec");
                if (!printed && !(free && value.kind === "scalar"))
                    visit(value, [...path, key.name], owner);
            }
        }
        if (tree.kind !== "scalar" || typeof tree.value !== "string" || tree.printed === undefined)
            return;
        const message = "Without quotes, YAML reads this value as a date, and Docker wants text; deploy refuses the file.";
        const subject = `${path.join(".")} date`;
        const place = text_placeOf(tree);
        problems.push({ rule: "schema-invalid", place, message, help: "Put the value in quotes.", subject, ...owner });
    }
}

;// CONCATENATED MODULE: ./build/src/stack/parse.js








/** Reads the first YAML document of a file, as Docker does; the rest of the file is not looked at. */
function parseFile(original) {
    const file = { path: original.path, text: withoutMarkers(original.text) };
    try {
        refuseControlCharacters(file);
        return convertFirst(file);
    }
    catch (error) {
        const stop = error instanceof RangeError ? tooDeep({ file, start: 0, end: 0 }) : error;
        if (!(stop instanceof Stop))
            throw error;
        return { file, root: undefined, problems: [stop.problem], gaveUp: stop.gaveUp };
    }
}
function convertFirst(file) {
    const { document, errors, second } = compose(file);
    const [error] = errors; // later ones mostly follow from the first
    if (error) {
        if (errors.some(({ code }) => code === "RESOURCE_EXHAUSTION"))
            throw tooDeep({ file, start: 0, end: 0 });
        const [start, end] = error.pos.map((offset) => Math.min(offset, file.text.length));
        throw new Stop(yamlProblem({ file, start, end }, ...describeYamlError(error)), false);
    }
    refuseForDocker(file);
    const converter = new Converter(file);
    const root = converter.convert(document);
    const problems = [...converter.problems];
    if (second !== undefined)
        problems.push(secondDocument(file, second));
    if (root?.kind === "mapping") {
        problems.push(...findDates(root));
        return { file, root, problems, gaveUp: false };
    }
    const place = { file, start: root?.start ?? 0, end: root?.end ?? 0 };
    const message = "There is no mapping at the top of the file; deploy refuses it.";
    problems.push(yamlProblem(place, message, "A stack file is a mapping with `services:` at its top."));
    return { file, root: undefined, problems, gaveUp: false };
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that Docker's reader refuses
const FORBIDDEN_CHARACTER = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\uFFFE\uFFFF]/;
function refuseControlCharacters(file) {
    const control = FORBIDDEN_CHARACTER.exec(file.text);
    if (!control)
        return;
    const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    const place = { file, start: control.index, end: control.index + 1 };
    const message = `The file holds the control character U+${code}, which YAML does not allow; deploy refuses the file.`;
    throw new Stop(yamlProblem(place, message, "Remove the character."), false);
}
/** After the parser's own errors, which are more exact. */
function refuseForDocker(file) {
    const refused = findRefused(file.text);
    if (!refused)
        return;
    const { start, end, message, help } = refused;
    throw new Stop(yamlProblem({ file, start, end }, message, help), false);
}
function secondDocument(file, start) {
    const place = { file, start, end: file.text.startsWith("---", start) ? start + 3 : start };
    const message = "A second YAML document starts here. Docker reads only the first and drops this one in silence.";
    const help = "Move it to a file of its own, and deploy both files.";
    return { rule: "yaml-extras-ignored", place, message, help, subject: "document" };
}

;// CONCATENATED MODULE: ./build/src/stack/read-services.js





/** The `services` section, in the file's order. */
function readServices(section, problems) {
    const services = [];
    for (const entry of entriesOf(section)) {
        if (entry.value.kind === "mapping")
            services.push(readService(entry, problems));
    }
    return services;
}
function readService({ key, value }, problems) {
    const name = key.name;
    const deploy = child(value, "deploy");
    const placement = child(deploy, "placement");
    const volumes = child(value, "volumes");
    const writtenMode = values_of_textOf(child(deploy, "mode"));
    const mode = readMode(writtenMode, located(deploy ?? value, "replicated"), name, problems);
    const replicas = countOf(child(deploy, "replicas"));
    if (replicas && (mode.value === "global" || mode.value === "global-job")) {
        problems.push({
            rule: "deploy-mode-invalid",
            place: replicas.place,
            message: `A service with \`mode: ${mode.value}\` cannot have \`replicas\`; deploy refuses the stack.`,
            help: `Remove \`replicas\`, or set \`mode: ${mode.value === "global" ? "replicated" : "replicated-job"}\`.`,
            service: name,
            subject: "deploy.replicas",
        });
    }
    return {
        name,
        place: text_placeOf(key),
        image: values_of_textOf(child(value, "image")),
        command: wordsOf(child(value, "command")),
        entrypoint: wordsOf(child(value, "entrypoint")),
        environment: pairsOf(child(value, "environment"), true),
        envFiles: textsOf(child(value, "env_file")),
        fileTargets: [...targetsOf(child(value, "configs"), "/"), ...targetsOf(child(value, "secrets"), "/run/secrets/")],
        hostname: values_of_textOf(child(value, "hostname")),
        mode,
        modeWaits: writtenMode && hasUnknown(writtenMode.value) ? writtenMode : undefined,
        replicas,
        constraints: textsOf(child(placement, "constraints")),
        maxReplicasPerNode: countOf(child(placement, "max_replicas_per_node")),
        updateOrder: values_of_textOf(child(child(deploy, "update_config"), "order")),
        rollbackOrder: values_of_textOf(child(child(deploy, "rollback_config"), "order")),
        mounts: itemsOf(volumes).flatMap((item) => readMount(item, name, problems) ?? []),
        tmpfs: textsOf(child(value, "tmpfs")),
    };
}
/** A config or secret without a target takes its own name; a relative target starts at `folder`. */
function targetsOf(list, folder) {
    return itemsOf(list).flatMap((item) => {
        const target = values_of_textOf(child(item, "target")) ?? values_of_textOf(child(item, "source")) ?? values_of_textOf(item);
        if (target === undefined)
            return [];
        return [target.value.startsWith("/") ? target.value : folder + target.value];
    });
}
const MODES = new Set(["replicated", "global", "replicated-job", "global-job"]);
function readMode(mode, standard, name, problems) {
    if (mode === undefined || mode.value === "")
        return standard;
    if (hasUnknown(mode.value))
        return { ...mode, value: "unknown" };
    if (MODES.has(mode.value))
        return { ...mode, value: mode.value };
    problems.push({
        rule: "deploy-mode-invalid",
        place: mode.place,
        message: "Docker does not know this deploy mode; deploy refuses the stack.",
        help: "Use `replicated`, `global`, `replicated-job` or `global-job`.",
        service: name,
        subject: "deploy.mode",
    });
    return { ...mode, value: "unknown" };
}

;// CONCATENATED MODULE: ./build/src/stack/read-volumes.js




/** The top-level `volumes` section. */
function readVolumes(section, problems) {
    const volumes = new Map();
    for (const entry of entriesOf(section))
        volumes.set(entry.key.name, readVolume(entry, problems));
    return volumes;
}
function readVolume({ key, value }, problems) {
    const external = child(value, "external");
    const externalName = values_of_textOf(child(external, "name"));
    const ownName = values_of_textOf(child(value, "name"));
    const isExternal = external?.kind === "mapping" || (external?.kind === "scalar" && external.value === true);
    const flag = values_of_textOf(external);
    if (isExternal) {
        const conflict = conflictOf(value, externalName !== undefined && externalName.value !== "", ownName?.value);
        if (conflict) {
            problems.push({
                rule: "external-conflict",
                place: text_placeOf(conflict.tree),
                message: `The volume \`${key.name}\` is external and also sets \`${conflict.key}\`; deploy refuses the file.`,
                help: conflict.help,
                volume: key.name,
                subject: `volumes.${key.name}.${conflict.key}`,
            });
        }
    }
    const opts = child(value, "driver_opts");
    const driverOpts = new Map();
    for (const option of entriesOf(opts)) {
        if (option.value.kind === "scalar")
            driverOpts.set(option.key.name, located(option.value, printScalar(option.value)));
    }
    const labels = new Map();
    for (const [name, text] of pairsOf(child(value, "labels"), false))
        labels.set(name, text?.value ?? "");
    const extensions = new Map();
    for (const entry of entriesOf(value)) {
        if (entry.key.name.startsWith("x-"))
            extensions.set(entry.key.name, toPlain(entry.value));
    }
    return {
        key: key.name,
        place: text_placeOf(key),
        name: emptyToAbsent(externalName) ?? emptyToAbsent(ownName),
        external: isExternal,
        externalWaits: flag && hasUnknown(flag.value) ? flag : undefined,
        driver: emptyToAbsent(values_of_textOf(child(value, "driver"))),
        driverOpts: opts?.kind === "mapping" ? driverOpts : undefined,
        labels,
        extensions,
    };
}
function emptyToAbsent(text) {
    return text?.value === "" ? undefined : text;
}
function conflictOf(volume, hasExternalName, name) {
    const drop = "An external volume is made outside the stack: remove the key, or remove `external`.";
    const driver = child(volume, "driver");
    if (driver && values_of_textOf(driver)?.value)
        return { key: "driver", tree: driver, help: drop };
    for (const key of ["driver_opts", "labels"]) {
        const tree = child(volume, key);
        const filled = tree?.kind === "mapping" ? tree.entries.size > 0 : tree?.kind === "sequence" && tree.items.length > 0;
        if (tree && filled)
            return { key, tree, help: drop };
    }
    const own = child(volume, "name");
    if (hasExternalName && name && own)
        return { key: "name", tree: own, help: "Keep `name` and write `external: true`." };
    return undefined;
}

;// CONCATENATED MODULE: ./build/src/stack/references.js





const references_SECTIONS = [
    { key: "networks", section: "networks", what: "network" },
    { key: "secrets", section: "secrets", what: "secret" },
    { key: "configs", section: "configs", what: "config" },
];
/** Every node has them, and a stack declares them all the same. */
const NODE_NETWORKS = new Set(["host", "bridge", "none"]);
/** Networks, secrets and configs that a service uses and no file declares: deploy stops there, `stack config` does not. */
function findUndefined(roots, problems) {
    for (const { key, section, what } of references_SECTIONS) {
        const declared = new Set(roots.flatMap((root) => Array.from(entriesOf(child(root, section)), (entry) => entry.key.name)));
        if (what === "network")
            declared.add("default");
        for (const root of roots) {
            for (const [service, value] of serviceValues(root, key)) {
                for (const { name, place } of referencesIn(value, what)) {
                    if (declared.has(name) || hasUnknown(name))
                        continue;
                    const [message, help] = name === "" ? withoutName(what) : references_undeclared(what, name, section);
                    problems.push({ rule: "undefined-reference", place, message, help, service, subject: `${section}.${name}` });
                }
            }
        }
    }
}
function withoutName(what) {
    return [`This entry names no ${what}; deploy stops at this service.`, `Write which ${what} is meant.`];
}
function references_undeclared(what, name, section) {
    const external = what === "network" && NODE_NETWORKS.has(name) ? " with `external: true`" : "";
    return [
        `The ${what} \`${name}\` is declared nowhere in the stack; deploy stops at this service.`,
        `Declare \`${name}\` under the top-level \`${section}\`${external}, or correct the name.`,
    ];
}
function referencesIn(value, what) {
    if (what === "network" && value.kind === "mapping") {
        return Array.from(value.entries.values(), ({ key }) => ({ name: key.name, place: text_placeOf(key) }));
    }
    return itemsOf(value).flatMap((item) => {
        const source = item.kind === "mapping" ? (values_of_textOf(child(item, "source")) ?? { value: "", place: text_placeOf(item) }) : values_of_textOf(item);
        return source ? [{ name: source.value, place: source.place }] : [];
    });
}

;// CONCATENATED MODULE: ./build/src/stack/compose-keys.js
/**
 * Keys that `docker compose` knows and `docker stack deploy` refuses, and what to write in a stack instead.
 * By place (`*` for free names and list positions), then by key. Each was run with the CLI, 28.2.2.
 */
const compose_keys_LIMITS = "Set limits under `deploy.resources.limits`.";
const NODE = "Swarm has no such option. Remove it, or run the container outside Swarm on one node.";
const NODE_DEFAULT = "Remove it; what can be set in the engine's `daemon.json` has to be set there, on every node.";
const FROM_FILE = "Swarm reads the value from `file`, or finds it in the cluster with `external: true`.";
const ADDRESS = "Remove it: Swarm assigns addresses itself.";
const GPUS = "Advertise the devices in the nodes' `daemon.json` (`node-generic-resources`) and reserve them under `deploy.resources.reservations.generic_resources`.";
const SERVICE = {
    annotations: "Use `labels`, or `deploy.labels`.",
    attach: "Remove it: deploy never attaches to the output.",
    blkio_config: NODE,
    cgroup: NODE,
    cpu_count: compose_keys_LIMITS,
    cpu_percent: compose_keys_LIMITS,
    cpu_period: compose_keys_LIMITS,
    cpu_quota: compose_keys_LIMITS,
    cpu_rt_period: NODE,
    cpu_rt_runtime: NODE,
    cpu_shares: compose_keys_LIMITS,
    cpus: 'Write `deploy.resources.limits.cpus`, as text: `"0.5"`.',
    cpuset: compose_keys_LIMITS,
    develop: "Remove it: it serves `docker compose watch` only.",
    device_cgroup_rules: NODE,
    dns_opt: NODE_DEFAULT,
    extends: "Copy what is inherited into the service, or share it with a YAML anchor.",
    external_networks: "Declare the network under the top-level `networks` with `external: true`.",
    gpus: GPUS,
    group_add: 'Use `user: "uid:gid"`; Swarm adds no further groups.',
    label_file: "Write the labels under `labels`.",
    mem_limit: "Write `deploy.resources.limits.memory`.",
    mem_reservation: "Write `deploy.resources.reservations.memory`.",
    mem_swappiness: NODE,
    memswap_limit: compose_keys_LIMITS,
    models: "Remove it: Swarm runs no models.",
    name: "Remove it: a service is called by its key.",
    oom_kill_disable: NODE,
    pids_limit: "Write `deploy.resources.limits.pids`.",
    platform: "Use a constraint: `deploy.placement.constraints: [node.platform.arch == x86_64]`.",
    post_start: "Do this in the image's entrypoint: Swarm has no hooks.",
    pre_start: "Do this in the image's entrypoint: Swarm has no hooks.",
    pre_stop: "Do this in the image's entrypoint, on the stop signal: Swarm has no hooks.",
    profiles: "Swarm has no profiles: it deploys every service. Move this one to a stack file of its own.",
    provider: "Remove the service: Swarm asks no providers.",
    pull_policy: "Remove it: `docker stack deploy --resolve-image always|changed|never` decides for all services.",
    runtime: NODE_DEFAULT,
    scale: "Write `deploy.replicas`.",
    storage_opt: NODE_DEFAULT,
    use_api_socket: "Mount the socket under `volumes`.",
    uts: NODE,
    volume_driver: "Set `driver` on the volume under the top-level `volumes`.",
    volumes_from: "Declare a volume under the top-level `volumes` and mount it in both services.",
};
const PLACES = {
    "": {
        extends: "Give deploy several files: `-c base.yml -c more.yml`.",
        include: "Give deploy several files: `-c base.yml -c more.yml`.",
        models: "Remove it: Swarm runs no models.",
        name: "Remove it: the stack's name is the last argument of `docker stack deploy`.",
    },
    "services.*": SERVICE,
    "services.*.deploy": {
        scale: "Write `replicas`.",
        constraints: "Put it under `placement`.",
        limits: "Put it under `resources`.",
        reservations: "Put it under `resources`.",
        devices: GPUS,
        restart: "Write `restart_policy`.",
    },
    "services.*.deploy.resources": { devices: GPUS },
    "services.*.deploy.resources.limits": { devices: GPUS },
    "services.*.deploy.resources.reservations": { devices: GPUS, pids: "Only `limits` has `pids`." },
    "services.*.networks.*": {
        gw_priority: "Remove it: Swarm has no order of networks.",
        interface_name: "Remove it: Swarm names interfaces itself.",
        link_local_ips: ADDRESS,
        mac_address: ADDRESS,
        priority: "Remove it: Swarm has no order of networks.",
    },
    "services.*.ports.*": {
        app_protocol: "Remove it.",
        host_ip: "Remove it: Swarm publishes on all addresses of a node. Restrict access with a firewall.",
        name: "Remove it: Swarm ports have no names.",
    },
    "services.*.volumes.*": {
        cluster: "Remove it: `type: cluster`, `source` and `target` say everything.",
        image: "Remove it: Swarm mounts no images.",
    },
    "networks.*": {
        enable_ipv4: "Remove it.",
        enable_ipv6: "Remove it, or make the network by hand and declare it `external`.",
    },
    "networks.*.ipam": { options: "Remove it, or make the network by hand and declare it `external`." },
    "networks.*.ipam.config.*": {
        aux_addresses: "Only `subnet` is read. Make the network by hand and declare it `external`.",
        gateway: "Only `subnet` is read. Make the network by hand and declare it `external`.",
        ip_range: "Only `subnet` is read. Make the network by hand and declare it `external`.",
    },
    "secrets.*": { content: FROM_FILE, environment: FROM_FILE },
    "configs.*": { content: FROM_FILE, driver: FROM_FILE, environment: FROM_FILE },
};
/** What to write in a stack instead of a key of Compose; undefined for keys that Compose has not either. */
function insteadOf(place, key) {
    const keys = Object.hasOwn(PLACES, place) ? PLACES[place] : undefined;
    return keys && Object.hasOwn(keys, key) ? keys[key] : undefined;
}
const DURATION = "Write a number with a unit, such as `10s`.";
const SIZE = "Write a number with a unit, such as `512M`.";
const CHECKS = ["interval", "timeout", "start_period", "start_interval"].map((key) => `healthcheck.${key}`);
const DEPLOYS = ["update_config.delay", "update_config.monitor", "rollback_config.delay", "rollback_config.monitor"];
const RESTARTS = ["restart_policy.delay", "restart_policy.window"];
/** What a service says with durations (Go's, such as `1m30s`). */
const DURATIONS = ["stop_grace_period", ...CHECKS, ...[...DEPLOYS, ...RESTARTS].map((key) => `deploy.${key}`)];
/** What a service says with sizes in bytes. */
const SIZES = ["deploy.resources.limits.memory", "deploy.resources.reservations.memory"];
/** What to do about a value of the wrong type, where that takes more than quotes. By place. */
const SHAPES = {
    ...Object.fromEntries(DURATIONS.map((key) => [`services.*.${key}`, DURATION])),
    ...Object.fromEntries(SIZES.map((key) => [`services.*.${key}`, SIZE])),
    "services.*.depends_on": "Write a plain list of services, or remove it: Swarm starts services in any order and ignores the conditions.",
    "services.*.env_file.*": "Write only the path: deploy knows neither `required` nor `format`.",
    "services.*.volumes.*.tmpfs.size": "Write the number of bytes: deploy reads no units here.",
    "services.*.secrets.*.mode": "Write a number without quotes, such as `0440`.",
    "services.*.configs.*.mode": "Write a number without quotes, such as `0440`.",
    "services.*.ports.*.published": 'Write one number without quotes. For a range use the short form: `"8000-8010:80"`.',
};
/** What to do about a value of the wrong type at this place. */
function shapeHelp(place) {
    return Object.hasOwn(SHAPES, place) ? SHAPES[place] : undefined;
}

;// CONCATENATED MODULE: ./build/src/stack/schema-path.js
const SINGULAR = new Map([
    ["services", "service"],
    ["networks", "network"],
    ["volumes", "volume"],
    ["secrets", "secret"],
    ["configs", "config"],
]);
/** What the entries of a top-level section are called, or undefined when there is no such section. */
function singular(section) {
    return SINGULAR.get(section);
}
/** A place for the start of a sentence: "Service `a`", "`deploy.mode`", "Entry 2 of `ports`", "`target` of entry 2 of `ports`". */
function subject(path) {
    const kind = singular(path[0]);
    if (path.length === 0)
        return "The file";
    if (path.length === 2 && kind)
        return capitalized(`${kind} \`${path[1]}\``);
    const inside = kind && path.length > 2 ? path.slice(2) : path;
    const position = inside.findLastIndex((step) => typeof step === "number");
    if (position === -1)
        return `\`${inside.join(".")}\``;
    const list = inside.slice(0, position).filter((step) => typeof step === "string");
    const entry = `entry ${Number(inside[position]) + 1} of \`${list.join(".")}\``;
    const tail = inside.slice(position + 1);
    return tail.length > 0 ? `\`${tail.join(".")}\` of ${entry}` : capitalized(entry);
}
function capitalized(text) {
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
/** The kind of place, with `*` for free names and positions: `services.*.ports.*.target`. */
function pattern(path) {
    const isFree = (step, at) => typeof step === "number" || (at === 1 && singular(path[0]) !== undefined) || (at === 3 && path[2] === "networks");
    return path.map((step, at) => (isFree(step, at) ? "*" : step)).join(".");
}
/** Sorts by where things stand in the data, what is above first. */
function byPlace(data) {
    const orders = new Map();
    const rank = (node, step) => {
        if (typeof step === "number")
            return step;
        const order = orders.get(node) ?? new Map(Object.keys(node).map((key, index) => [key, index]));
        orders.set(node, order);
        return order.get(step);
    };
    return ({ path: left }, { path: right }) => {
        let node = data;
        for (let depth = 0; depth < left.length && depth < right.length; depth++) {
            const [a, b] = [left[depth], right[depth]];
            if (a !== b)
                return rank(node, a) - rank(node, b);
            node = node[a];
        }
        return left.length - right.length;
    };
}

;// CONCATENATED MODULE: ./build/src/stack/schema-validator.generated.js
// Generated by scripts/generate-validator.mjs from schemas/stack.schema.json.
const keys0 = new Set(["endpoint_mode","labels","mode","placement","replicas","resources","restart_policy","rollback_config","update_config"]);const keys1 = new Set(["build","cap_add","cap_drop","cgroup_parent","cgroupns_mode","command","configs","container_name","credential_spec","depends_on","deploy","devices","dns","dns_search","domainname","entrypoint","env_file","environment","expose","external_links","extra_hosts","healthcheck","hostname","image","init","ipc","isolation","labels","links","logging","mac_address","network_mode","networks","oom_score_adj","pid","ports","privileged","read_only","restart","secrets","security_opt","shm_size","stdin_open","stop_grace_period","stop_signal","sysctls","tmpfs","tty","ulimits","user","userns_mode","volumes","working_dir"]);const validate = validate18;const pattern0 = new RegExp("^x-", "u");const pattern1 = new RegExp("^[a-zA-Z0-9._-]+$", "u");const func3 = Object.prototype.hasOwnProperty;const func0 = findRepeats;const pattern6 = new RegExp("^[^\\n]+$", "u");const pattern10 = new RegExp("^[a-z]+$", "u");const pattern4 = new RegExp("[^\\n]", "u");function validate20(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if(!data || typeof data != "object"){(vErrors ??= []).push({instancePath,keyword:"type",params:{type: ["object","array"]}});errors++;}if(Array.isArray(data)){const len0 = data.length;for(let i0=0; i0<len0; i0++){if(typeof data[i0] !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/" + i0,keyword:"type",params:{type: "string"}});errors++;}}const repeats0 = func0(data);if(repeats0.length > 0){(vErrors ??= []).push({instancePath,keyword:"uniqueItems",params:{repeats: repeats0}});errors++;}}if(data && typeof data == "object" && !Array.isArray(data)){for(const key0 in data){if(!(pattern4.test(key0))){(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}});errors++;}}for(const key1 in data){if(pattern4.test(key1)){let data1 = data[key1];if(((typeof data1 !== "string") && (!(typeof data1 == "number"))) && (data1 !== null)){(vErrors ??= []).push({instancePath:instancePath+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",params:{type: ["string","number","null"]}});errors++;}}}}validate20.errors = vErrors;return errors === 0;}function validate22(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if(Array.isArray(data)){const len0 = data.length;for(let i0=0; i0<len0; i0++){if(typeof data[i0] !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/" + i0,keyword:"type",params:{type: "string"}});errors++;}}const repeats0 = func0(data);if(repeats0.length > 0){(vErrors ??= []).push({instancePath,keyword:"uniqueItems",params:{repeats: repeats0}});errors++;}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "array"}});errors++;}validate22.errors = vErrors;return errors === 0;}function validate28(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if((typeof data !== "string") && (!(Array.isArray(data)))){(vErrors ??= []).push({instancePath,keyword:"type",params:{type: ["string","array"]}});errors++;}if(Array.isArray(data)){const len0 = data.length;for(let i0=0; i0<len0; i0++){if(typeof data[i0] !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/" + i0,keyword:"type",params:{type: "string"}});errors++;}}}validate28.errors = vErrors;return errors === 0;}function validate30(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if((typeof data !== "string") && (!(data && typeof data == "object" && !Array.isArray(data)))){(vErrors ??= []).push({instancePath,keyword:"type",params:{type: ["string","object"]}});errors++;}if(data && typeof data == "object" && !Array.isArray(data)){if(data.gid !== undefined){if(typeof data.gid !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/gid",keyword:"type",params:{type: "string"}});errors++;}}if(data.mode !== undefined){let data1 = data.mode;if(typeof data1 == "number"){if(data1 < 0 || isNaN(data1)){(vErrors ??= []).push({instancePath:instancePath+"/mode",keyword:"minimum",params:{comparison: ">=", limit: 0}});errors++;}}else {(vErrors ??= []).push({instancePath:instancePath+"/mode",keyword:"type",params:{type: "number"}});errors++;}}if(data.source !== undefined){if(typeof data.source !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/source",keyword:"type",params:{type: "string"}});errors++;}}if(data.target !== undefined){if(typeof data.target !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/target",keyword:"type",params:{type: "string"}});errors++;}}if(data.uid !== undefined){if(typeof data.uid !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/uid",keyword:"type",params:{type: "string"}});errors++;}}}validate30.errors = vErrors;return errors === 0;}function validate35(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if(data && typeof data == "object" && !Array.isArray(data)){for(const key0 in data){if(!((((((key0 === "delay") || (key0 === "failure_action")) || (key0 === "max_failure_ratio")) || (key0 === "monitor")) || (key0 === "order")) || (key0 === "parallelism"))){(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}});errors++;}}if(data.delay !== undefined){if(typeof data.delay !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/delay",keyword:"type",params:{type: "string"}});errors++;}}if(data.failure_action !== undefined){if(typeof data.failure_action !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/failure_action",keyword:"type",params:{type: "string"}});errors++;}}if(data.max_failure_ratio !== undefined){if(!(typeof data.max_failure_ratio == "number")){(vErrors ??= []).push({instancePath:instancePath+"/max_failure_ratio",keyword:"type",params:{type: "number"}});errors++;}}if(data.monitor !== undefined){if(typeof data.monitor !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/monitor",keyword:"type",params:{type: "string"}});errors++;}}if(data.order !== undefined){let data4 = data.order;if(typeof data4 !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/order",keyword:"type",params:{type: "string"}});errors++;}if(!((data4 === "start-first") || (data4 === "stop-first"))){(vErrors ??= []).push({instancePath:instancePath+"/order",keyword:"enum",params:{allowedValues: ["start-first","stop-first"]}});errors++;}}if(data.parallelism !== undefined){let data5 = data.parallelism;if(!((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5)))){(vErrors ??= []).push({instancePath:instancePath+"/parallelism",keyword:"type",params:{type: "integer"}});errors++;}if(typeof data5 == "number"){if(data5 < 0 || isNaN(data5)){(vErrors ??= []).push({instancePath:instancePath+"/parallelism",keyword:"minimum",params:{comparison: ">=", limit: 0}});errors++;}}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});errors++;}validate35.errors = vErrors;return errors === 0;}function validate33(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if((!(data && typeof data == "object" && !Array.isArray(data))) && (data !== null)){(vErrors ??= []).push({instancePath,keyword:"type",params:{type: ["object","null"]}});errors++;}if(data && typeof data == "object" && !Array.isArray(data)){for(const key0 in data){if(!(keys0.has(key0))){(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}});errors++;}}if(data.endpoint_mode !== undefined){if(typeof data.endpoint_mode !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/endpoint_mode",keyword:"type",params:{type: "string"}});errors++;}}if(data.labels !== undefined){if(!(validate20(data.labels, {instancePath:instancePath+"/labels"}))){vErrors = vErrors === null ? validate20.errors : vErrors.concat(validate20.errors);errors = vErrors.length;}}if(data.mode !== undefined){if(typeof data.mode !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/mode",keyword:"type",params:{type: "string"}});errors++;}}if(data.placement !== undefined){let data3 = data.placement;if(data3 && typeof data3 == "object" && !Array.isArray(data3)){for(const key1 in data3){if(!(((key1 === "constraints") || (key1 === "max_replicas_per_node")) || (key1 === "preferences"))){(vErrors ??= []).push({instancePath:instancePath+"/placement",keyword:"additionalProperties",params:{additionalProperty: key1}});errors++;}}if(data3.constraints !== undefined){let data4 = data3.constraints;if(Array.isArray(data4)){const len0 = data4.length;for(let i0=0; i0<len0; i0++){if(typeof data4[i0] !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/placement/constraints/" + i0,keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/placement/constraints",keyword:"type",params:{type: "array"}});errors++;}}if(data3.max_replicas_per_node !== undefined){let data6 = data3.max_replicas_per_node;if(!((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6)))){(vErrors ??= []).push({instancePath:instancePath+"/placement/max_replicas_per_node",keyword:"type",params:{type: "integer"}});errors++;}if(typeof data6 == "number"){if(data6 < 0 || isNaN(data6)){(vErrors ??= []).push({instancePath:instancePath+"/placement/max_replicas_per_node",keyword:"minimum",params:{comparison: ">=", limit: 0}});errors++;}}}if(data3.preferences !== undefined){let data7 = data3.preferences;if(Array.isArray(data7)){const len1 = data7.length;for(let i1=0; i1<len1; i1++){let data8 = data7[i1];if(data8 && typeof data8 == "object" && !Array.isArray(data8)){for(const key2 in data8){if(!(key2 === "spread")){(vErrors ??= []).push({instancePath:instancePath+"/placement/preferences/" + i1,keyword:"additionalProperties",params:{additionalProperty: key2}});errors++;}}if(data8.spread !== undefined){if(typeof data8.spread !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/placement/preferences/" + i1+"/spread",keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/placement/preferences/" + i1,keyword:"type",params:{type: "object"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/placement/preferences",keyword:"type",params:{type: "array"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/placement",keyword:"type",params:{type: "object"}});errors++;}}if(data.replicas !== undefined){let data10 = data.replicas;if(!((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10)))){(vErrors ??= []).push({instancePath:instancePath+"/replicas",keyword:"type",params:{type: "integer"}});errors++;}if(typeof data10 == "number"){if(data10 < 0 || isNaN(data10)){(vErrors ??= []).push({instancePath:instancePath+"/replicas",keyword:"minimum",params:{comparison: ">=", limit: 0}});errors++;}}}if(data.resources !== undefined){let data11 = data.resources;if(data11 && typeof data11 == "object" && !Array.isArray(data11)){for(const key3 in data11){if(!((key3 === "limits") || (key3 === "reservations"))){(vErrors ??= []).push({instancePath:instancePath+"/resources",keyword:"additionalProperties",params:{additionalProperty: key3}});errors++;}}if(data11.limits !== undefined){let data12 = data11.limits;if(data12 && typeof data12 == "object" && !Array.isArray(data12)){for(const key4 in data12){if(!(((key4 === "cpus") || (key4 === "memory")) || (key4 === "pids"))){(vErrors ??= []).push({instancePath:instancePath+"/resources/limits",keyword:"additionalProperties",params:{additionalProperty: key4}});errors++;}}if(data12.cpus !== undefined){if(typeof data12.cpus !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/resources/limits/cpus",keyword:"type",params:{type: "string"}});errors++;}}if(data12.memory !== undefined){if(typeof data12.memory !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/resources/limits/memory",keyword:"type",params:{type: "string"}});errors++;}}if(data12.pids !== undefined){let data15 = data12.pids;if(!((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15)))){(vErrors ??= []).push({instancePath:instancePath+"/resources/limits/pids",keyword:"type",params:{type: "integer"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/resources/limits",keyword:"type",params:{type: "object"}});errors++;}}if(data11.reservations !== undefined){let data16 = data11.reservations;if(data16 && typeof data16 == "object" && !Array.isArray(data16)){for(const key5 in data16){if(!(((key5 === "cpus") || (key5 === "generic_resources")) || (key5 === "memory"))){(vErrors ??= []).push({instancePath:instancePath+"/resources/reservations",keyword:"additionalProperties",params:{additionalProperty: key5}});errors++;}}if(data16.cpus !== undefined){if(typeof data16.cpus !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/resources/reservations/cpus",keyword:"type",params:{type: "string"}});errors++;}}if(data16.generic_resources !== undefined){let data18 = data16.generic_resources;if(Array.isArray(data18)){const len2 = data18.length;for(let i2=0; i2<len2; i2++){let data19 = data18[i2];if(data19 && typeof data19 == "object" && !Array.isArray(data19)){for(const key6 in data19){if(!(key6 === "discrete_resource_spec")){(vErrors ??= []).push({instancePath:instancePath+"/resources/reservations/generic_resources/" + i2,keyword:"additionalProperties",params:{additionalProperty: key6}});errors++;}}if(data19.discrete_resource_spec !== undefined){let data20 = data19.discrete_resource_spec;if(data20 && typeof data20 == "object" && !Array.isArray(data20)){for(const key7 in data20){if(!((key7 === "kind") || (key7 === "value"))){(vErrors ??= []).push({instancePath:instancePath+"/resources/reservations/generic_resources/" + i2+"/discrete_resource_spec",keyword:"additionalProperties",params:{additionalProperty: key7}});errors++;}}if(data20.kind !== undefined){if(typeof data20.kind !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/resources/reservations/generic_resources/" + i2+"/discrete_resource_spec/kind",keyword:"type",params:{type: "string"}});errors++;}}if(data20.value !== undefined){if(!(typeof data20.value == "number")){(vErrors ??= []).push({instancePath:instancePath+"/resources/reservations/generic_resources/" + i2+"/discrete_resource_spec/value",keyword:"type",params:{type: "number"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/resources/reservations/generic_resources/" + i2+"/discrete_resource_spec",keyword:"type",params:{type: "object"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/resources/reservations/generic_resources/" + i2,keyword:"type",params:{type: "object"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/resources/reservations/generic_resources",keyword:"type",params:{type: "array"}});errors++;}}if(data16.memory !== undefined){if(typeof data16.memory !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/resources/reservations/memory",keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/resources/reservations",keyword:"type",params:{type: "object"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/resources",keyword:"type",params:{type: "object"}});errors++;}}if(data.restart_policy !== undefined){let data24 = data.restart_policy;if(data24 && typeof data24 == "object" && !Array.isArray(data24)){for(const key8 in data24){if(!((((key8 === "condition") || (key8 === "delay")) || (key8 === "max_attempts")) || (key8 === "window"))){(vErrors ??= []).push({instancePath:instancePath+"/restart_policy",keyword:"additionalProperties",params:{additionalProperty: key8}});errors++;}}if(data24.condition !== undefined){if(typeof data24.condition !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/restart_policy/condition",keyword:"type",params:{type: "string"}});errors++;}}if(data24.delay !== undefined){if(typeof data24.delay !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/restart_policy/delay",keyword:"type",params:{type: "string"}});errors++;}}if(data24.max_attempts !== undefined){let data27 = data24.max_attempts;if(!((typeof data27 == "number") && (!(data27 % 1) && !isNaN(data27)))){(vErrors ??= []).push({instancePath:instancePath+"/restart_policy/max_attempts",keyword:"type",params:{type: "integer"}});errors++;}if(typeof data27 == "number"){if(data27 < 0 || isNaN(data27)){(vErrors ??= []).push({instancePath:instancePath+"/restart_policy/max_attempts",keyword:"minimum",params:{comparison: ">=", limit: 0}});errors++;}}}if(data24.window !== undefined){if(typeof data24.window !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/restart_policy/window",keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/restart_policy",keyword:"type",params:{type: "object"}});errors++;}}if(data.rollback_config !== undefined){if(!(validate35(data.rollback_config, {instancePath:instancePath+"/rollback_config"}))){vErrors = vErrors === null ? validate35.errors : vErrors.concat(validate35.errors);errors = vErrors.length;}}if(data.update_config !== undefined){if(!(validate35(data.update_config, {instancePath:instancePath+"/update_config"}))){vErrors = vErrors === null ? validate35.errors : vErrors.concat(validate35.errors);errors = vErrors.length;}}}validate33.errors = vErrors;return errors === 0;}function validate40(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if((typeof data !== "string") && (!(Array.isArray(data)))){(vErrors ??= []).push({instancePath,keyword:"type",params:{type: ["string","array"]}});errors++;}if(Array.isArray(data)){const len0 = data.length;for(let i0=0; i0<len0; i0++){if(typeof data[i0] !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/" + i0,keyword:"type",params:{type: "string"}});errors++;}}const repeats0 = func0(data);if(repeats0.length > 0){(vErrors ??= []).push({instancePath,keyword:"uniqueItems",params:{repeats: repeats0}});errors++;}}validate40.errors = vErrors;return errors === 0;}function validate52(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if(data && typeof data == "object" && !Array.isArray(data)){for(const key0 in data){if(pattern6.test(key0)){let data0 = data[key0];if((typeof data0 !== "string") && (!(typeof data0 == "number"))){(vErrors ??= []).push({instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",params:{type: ["string","number"]}});errors++;}}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});errors++;}validate52.errors = vErrors;return errors === 0;}function validate58(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if((!((typeof data == "number") && (!(data % 1) && !isNaN(data)))) && (!(data && typeof data == "object" && !Array.isArray(data)))){(vErrors ??= []).push({instancePath,keyword:"type",params:{type: ["integer","object"]}});errors++;}if(data && typeof data == "object" && !Array.isArray(data)){if(data.soft === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "soft"}});errors++;}if(data.hard === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "hard"}});errors++;}if(data.hard !== undefined){let data0 = data.hard;if(!((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0)))){(vErrors ??= []).push({instancePath:instancePath+"/hard",keyword:"type",params:{type: "integer"}});errors++;}}if(data.soft !== undefined){let data1 = data.soft;if(!((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1)))){(vErrors ??= []).push({instancePath:instancePath+"/soft",keyword:"type",params:{type: "integer"}});errors++;}}}validate58.errors = vErrors;return errors === 0;}function validate19(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if(data && typeof data == "object" && !Array.isArray(data)){for(const key0 in data){if(!((keys1.has(key0)) || (pattern0.test(key0)))){(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}});errors++;}}if(data.build !== undefined){let data0 = data.build;if((typeof data0 !== "string") && (!(data0 && typeof data0 == "object" && !Array.isArray(data0)))){(vErrors ??= []).push({instancePath:instancePath+"/build",keyword:"type",params:{type: ["string","object"]}});errors++;}if(data0 && typeof data0 == "object" && !Array.isArray(data0)){if(data0.context !== undefined){if(typeof data0.context !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/build/context",keyword:"type",params:{type: "string"}});errors++;}}if(data0.dockerfile !== undefined){if(typeof data0.dockerfile !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/build/dockerfile",keyword:"type",params:{type: "string"}});errors++;}}if(data0.args !== undefined){if(!(validate20(data0.args, {instancePath:instancePath+"/build/args"}))){vErrors = vErrors === null ? validate20.errors : vErrors.concat(validate20.errors);errors = vErrors.length;}}if(data0.cache_from !== undefined){if(!(validate22(data0.cache_from, {instancePath:instancePath+"/build/cache_from"}))){vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);errors = vErrors.length;}}if(data0.labels !== undefined){if(!(validate20(data0.labels, {instancePath:instancePath+"/build/labels"}))){vErrors = vErrors === null ? validate20.errors : vErrors.concat(validate20.errors);errors = vErrors.length;}}if(data0.network !== undefined){if(typeof data0.network !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/build/network",keyword:"type",params:{type: "string"}});errors++;}}if(data0.target !== undefined){if(typeof data0.target !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/build/target",keyword:"type",params:{type: "string"}});errors++;}}if(data0.shm_size !== undefined){let data8 = data0.shm_size;if((!((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8)))) && (typeof data8 !== "string")){(vErrors ??= []).push({instancePath:instancePath+"/build/shm_size",keyword:"type",params:{type: ["integer","string"]}});errors++;}}if(data0.extra_hosts !== undefined){if(!(validate20(data0.extra_hosts, {instancePath:instancePath+"/build/extra_hosts"}))){vErrors = vErrors === null ? validate20.errors : vErrors.concat(validate20.errors);errors = vErrors.length;}}}}if(data.cap_add !== undefined){if(!(validate22(data.cap_add, {instancePath:instancePath+"/cap_add"}))){vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);errors = vErrors.length;}}if(data.cap_drop !== undefined){if(!(validate22(data.cap_drop, {instancePath:instancePath+"/cap_drop"}))){vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);errors = vErrors.length;}}if(data.cgroup_parent !== undefined){if(typeof data.cgroup_parent !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/cgroup_parent",keyword:"type",params:{type: "string"}});errors++;}}if(data.cgroupns_mode !== undefined){if(typeof data.cgroupns_mode !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/cgroupns_mode",keyword:"type",params:{type: "string"}});errors++;}}if(data.command !== undefined){if(!(validate28(data.command, {instancePath:instancePath+"/command"}))){vErrors = vErrors === null ? validate28.errors : vErrors.concat(validate28.errors);errors = vErrors.length;}}if(data.configs !== undefined){let data15 = data.configs;if(Array.isArray(data15)){const len0 = data15.length;for(let i0=0; i0<len0; i0++){if(!(validate30(data15[i0], {instancePath:instancePath+"/configs/" + i0}))){vErrors = vErrors === null ? validate30.errors : vErrors.concat(validate30.errors);errors = vErrors.length;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/configs",keyword:"type",params:{type: "array"}});errors++;}}if(data.container_name !== undefined){if(typeof data.container_name !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/container_name",keyword:"type",params:{type: "string"}});errors++;}}if(data.credential_spec !== undefined){let data18 = data.credential_spec;if(data18 && typeof data18 == "object" && !Array.isArray(data18)){for(const key1 in data18){if(!(((key1 === "config") || (key1 === "file")) || (key1 === "registry"))){(vErrors ??= []).push({instancePath:instancePath+"/credential_spec",keyword:"additionalProperties",params:{additionalProperty: key1}});errors++;}}if(data18.config !== undefined){if(typeof data18.config !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/credential_spec/config",keyword:"type",params:{type: "string"}});errors++;}}if(data18.file !== undefined){if(typeof data18.file !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/credential_spec/file",keyword:"type",params:{type: "string"}});errors++;}}if(data18.registry !== undefined){if(typeof data18.registry !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/credential_spec/registry",keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/credential_spec",keyword:"type",params:{type: "object"}});errors++;}}if(data.depends_on !== undefined){if(!(validate22(data.depends_on, {instancePath:instancePath+"/depends_on"}))){vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);errors = vErrors.length;}}if(data.deploy !== undefined){if(!(validate33(data.deploy, {instancePath:instancePath+"/deploy"}))){vErrors = vErrors === null ? validate33.errors : vErrors.concat(validate33.errors);errors = vErrors.length;}}if(data.devices !== undefined){if(!(validate22(data.devices, {instancePath:instancePath+"/devices"}))){vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);errors = vErrors.length;}}if(data.dns !== undefined){if(!(validate40(data.dns, {instancePath:instancePath+"/dns"}))){vErrors = vErrors === null ? validate40.errors : vErrors.concat(validate40.errors);errors = vErrors.length;}}if(data.dns_search !== undefined){if(!(validate40(data.dns_search, {instancePath:instancePath+"/dns_search"}))){vErrors = vErrors === null ? validate40.errors : vErrors.concat(validate40.errors);errors = vErrors.length;}}if(data.domainname !== undefined){if(typeof data.domainname !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/domainname",keyword:"type",params:{type: "string"}});errors++;}}if(data.entrypoint !== undefined){if(!(validate28(data.entrypoint, {instancePath:instancePath+"/entrypoint"}))){vErrors = vErrors === null ? validate28.errors : vErrors.concat(validate28.errors);errors = vErrors.length;}}if(data.env_file !== undefined){if(!(validate40(data.env_file, {instancePath:instancePath+"/env_file"}))){vErrors = vErrors === null ? validate40.errors : vErrors.concat(validate40.errors);errors = vErrors.length;}}if(data.environment !== undefined){if(!(validate20(data.environment, {instancePath:instancePath+"/environment"}))){vErrors = vErrors === null ? validate20.errors : vErrors.concat(validate20.errors);errors = vErrors.length;}}if(data.expose !== undefined){let data31 = data.expose;if(Array.isArray(data31)){const len1 = data31.length;for(let i1=0; i1<len1; i1++){let data32 = data31[i1];if((typeof data32 !== "string") && (!(typeof data32 == "number"))){(vErrors ??= []).push({instancePath:instancePath+"/expose/" + i1,keyword:"type",params:{type: ["string","number"]}});errors++;}}const repeats0 = func0(data31);if(repeats0.length > 0){(vErrors ??= []).push({instancePath:instancePath+"/expose",keyword:"uniqueItems",params:{repeats: repeats0}});errors++;}}else {(vErrors ??= []).push({instancePath:instancePath+"/expose",keyword:"type",params:{type: "array"}});errors++;}}if(data.external_links !== undefined){if(!(validate22(data.external_links, {instancePath:instancePath+"/external_links"}))){vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);errors = vErrors.length;}}if(data.extra_hosts !== undefined){if(!(validate20(data.extra_hosts, {instancePath:instancePath+"/extra_hosts"}))){vErrors = vErrors === null ? validate20.errors : vErrors.concat(validate20.errors);errors = vErrors.length;}}if(data.healthcheck !== undefined){let data35 = data.healthcheck;if(data35 && typeof data35 == "object" && !Array.isArray(data35)){for(const key2 in data35){if(!(((((((key2 === "disable") || (key2 === "interval")) || (key2 === "retries")) || (key2 === "start_interval")) || (key2 === "start_period")) || (key2 === "test")) || (key2 === "timeout"))){(vErrors ??= []).push({instancePath:instancePath+"/healthcheck",keyword:"additionalProperties",params:{additionalProperty: key2}});errors++;}}if(data35.disable !== undefined){if(typeof data35.disable !== "boolean"){(vErrors ??= []).push({instancePath:instancePath+"/healthcheck/disable",keyword:"type",params:{type: "boolean"}});errors++;}}if(data35.interval !== undefined){if(typeof data35.interval !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/healthcheck/interval",keyword:"type",params:{type: "string"}});errors++;}}if(data35.retries !== undefined){let data38 = data35.retries;if(typeof data38 == "number"){if(data38 < 0 || isNaN(data38)){(vErrors ??= []).push({instancePath:instancePath+"/healthcheck/retries",keyword:"minimum",params:{comparison: ">=", limit: 0}});errors++;}}else {(vErrors ??= []).push({instancePath:instancePath+"/healthcheck/retries",keyword:"type",params:{type: "number"}});errors++;}}if(data35.start_interval !== undefined){if(typeof data35.start_interval !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/healthcheck/start_interval",keyword:"type",params:{type: "string"}});errors++;}}if(data35.start_period !== undefined){if(typeof data35.start_period !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/healthcheck/start_period",keyword:"type",params:{type: "string"}});errors++;}}if(data35.test !== undefined){if(!(validate28(data35.test, {instancePath:instancePath+"/healthcheck/test"}))){vErrors = vErrors === null ? validate28.errors : vErrors.concat(validate28.errors);errors = vErrors.length;}}if(data35.timeout !== undefined){if(typeof data35.timeout !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/healthcheck/timeout",keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/healthcheck",keyword:"type",params:{type: "object"}});errors++;}}if(data.hostname !== undefined){if(typeof data.hostname !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/hostname",keyword:"type",params:{type: "string"}});errors++;}}if(data.image !== undefined){if(typeof data.image !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/image",keyword:"type",params:{type: "string"}});errors++;}}if(data.init !== undefined){if(typeof data.init !== "boolean"){(vErrors ??= []).push({instancePath:instancePath+"/init",keyword:"type",params:{type: "boolean"}});errors++;}}if(data.ipc !== undefined){if(typeof data.ipc !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/ipc",keyword:"type",params:{type: "string"}});errors++;}}if(data.isolation !== undefined){if(typeof data.isolation !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/isolation",keyword:"type",params:{type: "string"}});errors++;}}if(data.labels !== undefined){if(!(validate20(data.labels, {instancePath:instancePath+"/labels"}))){vErrors = vErrors === null ? validate20.errors : vErrors.concat(validate20.errors);errors = vErrors.length;}}if(data.links !== undefined){if(!(validate22(data.links, {instancePath:instancePath+"/links"}))){vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);errors = vErrors.length;}}if(data.logging !== undefined){let data50 = data.logging;if(data50 && typeof data50 == "object" && !Array.isArray(data50)){for(const key3 in data50){if(!((key3 === "driver") || (key3 === "options"))){(vErrors ??= []).push({instancePath:instancePath+"/logging",keyword:"additionalProperties",params:{additionalProperty: key3}});errors++;}}if(data50.driver !== undefined){if(typeof data50.driver !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/logging/driver",keyword:"type",params:{type: "string"}});errors++;}}if(data50.options !== undefined){let data52 = data50.options;if(data52 && typeof data52 == "object" && !Array.isArray(data52)){for(const key4 in data52){if(pattern6.test(key4)){let data53 = data52[key4];if(((typeof data53 !== "string") && (!(typeof data53 == "number"))) && (data53 !== null)){(vErrors ??= []).push({instancePath:instancePath+"/logging/options/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",params:{type: ["string","number","null"]}});errors++;}}}}else {(vErrors ??= []).push({instancePath:instancePath+"/logging/options",keyword:"type",params:{type: "object"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/logging",keyword:"type",params:{type: "object"}});errors++;}}if(data.mac_address !== undefined){if(typeof data.mac_address !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/mac_address",keyword:"type",params:{type: "string"}});errors++;}}if(data.network_mode !== undefined){if(typeof data.network_mode !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/network_mode",keyword:"type",params:{type: "string"}});errors++;}}if(data.networks !== undefined){let data56 = data.networks;if(!data56 || typeof data56 != "object"){(vErrors ??= []).push({instancePath:instancePath+"/networks",keyword:"type",params:{type: ["array","object"]}});errors++;}if(Array.isArray(data56)){const len2 = data56.length;for(let i2=0; i2<len2; i2++){if(typeof data56[i2] !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/networks/" + i2,keyword:"type",params:{type: "string"}});errors++;}}const repeats1 = func0(data56);if(repeats1.length > 0){(vErrors ??= []).push({instancePath:instancePath+"/networks",keyword:"uniqueItems",params:{repeats: repeats1}});errors++;}}if(data56 && typeof data56 == "object" && !Array.isArray(data56)){for(const key5 in data56){if(!(pattern1.test(key5))){(vErrors ??= []).push({instancePath:instancePath+"/networks",keyword:"additionalProperties",params:{additionalProperty: key5}});errors++;}}for(const key6 in data56){if(pattern1.test(key6)){let data58 = data56[key6];if((!(data58 && typeof data58 == "object" && !Array.isArray(data58))) && (data58 !== null)){(vErrors ??= []).push({instancePath:instancePath+"/networks/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",params:{type: ["object","null"]}});errors++;}if(data58 && typeof data58 == "object" && !Array.isArray(data58)){for(const key7 in data58){if(!((((key7 === "aliases") || (key7 === "driver_opts")) || (key7 === "ipv4_address")) || (key7 === "ipv6_address"))){(vErrors ??= []).push({instancePath:instancePath+"/networks/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"additionalProperties",params:{additionalProperty: key7}});errors++;}}if(data58.aliases !== undefined){if(!(validate22(data58.aliases, {instancePath:instancePath+"/networks/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/aliases"}))){vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);errors = vErrors.length;}}if(data58.driver_opts !== undefined){if(!(validate52(data58.driver_opts, {instancePath:instancePath+"/networks/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/driver_opts"}))){vErrors = vErrors === null ? validate52.errors : vErrors.concat(validate52.errors);errors = vErrors.length;}}if(data58.ipv4_address !== undefined){if(typeof data58.ipv4_address !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/networks/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/ipv4_address",keyword:"type",params:{type: "string"}});errors++;}}if(data58.ipv6_address !== undefined){if(typeof data58.ipv6_address !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/networks/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/ipv6_address",keyword:"type",params:{type: "string"}});errors++;}}}}}}}if(data.oom_score_adj !== undefined){let data63 = data.oom_score_adj;if(!((typeof data63 == "number") && (!(data63 % 1) && !isNaN(data63)))){(vErrors ??= []).push({instancePath:instancePath+"/oom_score_adj",keyword:"type",params:{type: "integer"}});errors++;}}if(data.pid !== undefined){let data64 = data.pid;if((typeof data64 !== "string") && (data64 !== null)){(vErrors ??= []).push({instancePath:instancePath+"/pid",keyword:"type",params:{type: ["string","null"]}});errors++;}}if(data.ports !== undefined){let data65 = data.ports;if(Array.isArray(data65)){const len3 = data65.length;for(let i3=0; i3<len3; i3++){let data66 = data65[i3];if(((!((typeof data66 == "number") && (!(data66 % 1) && !isNaN(data66)))) && (typeof data66 !== "string")) && (!(data66 && typeof data66 == "object" && !Array.isArray(data66)))){(vErrors ??= []).push({instancePath:instancePath+"/ports/" + i3,keyword:"type",params:{type: ["integer","string","object"]}});errors++;}if(typeof data66 == "number"){if(data66 > 65535 || isNaN(data66)){(vErrors ??= []).push({instancePath:instancePath+"/ports/" + i3,keyword:"maximum",params:{comparison: "<=", limit: 65535}});errors++;}if(data66 < 0 || isNaN(data66)){(vErrors ??= []).push({instancePath:instancePath+"/ports/" + i3,keyword:"minimum",params:{comparison: ">=", limit: 0}});errors++;}}if(data66 && typeof data66 == "object" && !Array.isArray(data66)){for(const key8 in data66){if(!((((key8 === "mode") || (key8 === "protocol")) || (key8 === "published")) || (key8 === "target"))){(vErrors ??= []).push({instancePath:instancePath+"/ports/" + i3,keyword:"additionalProperties",params:{additionalProperty: key8}});errors++;}}if(data66.mode !== undefined){if(typeof data66.mode !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/ports/" + i3+"/mode",keyword:"type",params:{type: "string"}});errors++;}}if(data66.protocol !== undefined){if(typeof data66.protocol !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/ports/" + i3+"/protocol",keyword:"type",params:{type: "string"}});errors++;}}if(data66.published !== undefined){let data69 = data66.published;if(!((typeof data69 == "number") && (!(data69 % 1) && !isNaN(data69)))){(vErrors ??= []).push({instancePath:instancePath+"/ports/" + i3+"/published",keyword:"type",params:{type: "integer"}});errors++;}if(typeof data69 == "number"){if(data69 < 0 || isNaN(data69)){(vErrors ??= []).push({instancePath:instancePath+"/ports/" + i3+"/published",keyword:"minimum",params:{comparison: ">=", limit: 0}});errors++;}}}if(data66.target !== undefined){let data70 = data66.target;if(!((typeof data70 == "number") && (!(data70 % 1) && !isNaN(data70)))){(vErrors ??= []).push({instancePath:instancePath+"/ports/" + i3+"/target",keyword:"type",params:{type: "integer"}});errors++;}if(typeof data70 == "number"){if(data70 < 0 || isNaN(data70)){(vErrors ??= []).push({instancePath:instancePath+"/ports/" + i3+"/target",keyword:"minimum",params:{comparison: ">=", limit: 0}});errors++;}}}}}const repeats2 = func0(data65);if(repeats2.length > 0){(vErrors ??= []).push({instancePath:instancePath+"/ports",keyword:"uniqueItems",params:{repeats: repeats2}});errors++;}}else {(vErrors ??= []).push({instancePath:instancePath+"/ports",keyword:"type",params:{type: "array"}});errors++;}}if(data.privileged !== undefined){if(typeof data.privileged !== "boolean"){(vErrors ??= []).push({instancePath:instancePath+"/privileged",keyword:"type",params:{type: "boolean"}});errors++;}}if(data.read_only !== undefined){if(typeof data.read_only !== "boolean"){(vErrors ??= []).push({instancePath:instancePath+"/read_only",keyword:"type",params:{type: "boolean"}});errors++;}}if(data.restart !== undefined){if(typeof data.restart !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/restart",keyword:"type",params:{type: "string"}});errors++;}}if(data.secrets !== undefined){let data74 = data.secrets;if(Array.isArray(data74)){const len4 = data74.length;for(let i4=0; i4<len4; i4++){if(!(validate30(data74[i4], {instancePath:instancePath+"/secrets/" + i4}))){vErrors = vErrors === null ? validate30.errors : vErrors.concat(validate30.errors);errors = vErrors.length;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/secrets",keyword:"type",params:{type: "array"}});errors++;}}if(data.security_opt !== undefined){if(!(validate22(data.security_opt, {instancePath:instancePath+"/security_opt"}))){vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);errors = vErrors.length;}}if(data.shm_size !== undefined){if(typeof data.shm_size !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/shm_size",keyword:"type",params:{type: "string"}});errors++;}}if(data.stdin_open !== undefined){if(typeof data.stdin_open !== "boolean"){(vErrors ??= []).push({instancePath:instancePath+"/stdin_open",keyword:"type",params:{type: "boolean"}});errors++;}}if(data.stop_grace_period !== undefined){if(typeof data.stop_grace_period !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/stop_grace_period",keyword:"type",params:{type: "string"}});errors++;}}if(data.stop_signal !== undefined){if(typeof data.stop_signal !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/stop_signal",keyword:"type",params:{type: "string"}});errors++;}}if(data.sysctls !== undefined){if(!(validate20(data.sysctls, {instancePath:instancePath+"/sysctls"}))){vErrors = vErrors === null ? validate20.errors : vErrors.concat(validate20.errors);errors = vErrors.length;}}if(data.tmpfs !== undefined){if(!(validate40(data.tmpfs, {instancePath:instancePath+"/tmpfs"}))){vErrors = vErrors === null ? validate40.errors : vErrors.concat(validate40.errors);errors = vErrors.length;}}if(data.tty !== undefined){if(typeof data.tty !== "boolean"){(vErrors ??= []).push({instancePath:instancePath+"/tty",keyword:"type",params:{type: "boolean"}});errors++;}}if(data.ulimits !== undefined){let data84 = data.ulimits;if(data84 && typeof data84 == "object" && !Array.isArray(data84)){for(const key9 in data84){if(!(pattern10.test(key9))){if(!(validate58(data84[key9], {instancePath:instancePath+"/ulimits/" + key9.replace(/~/g, "~0").replace(/\//g, "~1")}))){vErrors = vErrors === null ? validate58.errors : vErrors.concat(validate58.errors);errors = vErrors.length;}}}for(const key10 in data84){if(pattern10.test(key10)){let data86 = data84[key10];if(!(validate58(data86, {instancePath:instancePath+"/ulimits/" + key10.replace(/~/g, "~0").replace(/\//g, "~1")}))){vErrors = vErrors === null ? validate58.errors : vErrors.concat(validate58.errors);errors = vErrors.length;}if(data86 && typeof data86 == "object" && !Array.isArray(data86)){for(const key11 in data86){if(!((key11 === "hard") || (key11 === "soft"))){(vErrors ??= []).push({instancePath:instancePath+"/ulimits/" + key10.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"additionalProperties",params:{additionalProperty: key11}});errors++;}}}}}}else {(vErrors ??= []).push({instancePath:instancePath+"/ulimits",keyword:"type",params:{type: "object"}});errors++;}}if(data.user !== undefined){if(typeof data.user !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/user",keyword:"type",params:{type: "string"}});errors++;}}if(data.userns_mode !== undefined){if(typeof data.userns_mode !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/userns_mode",keyword:"type",params:{type: "string"}});errors++;}}if(data.volumes !== undefined){let data89 = data.volumes;if(Array.isArray(data89)){const len5 = data89.length;for(let i5=0; i5<len5; i5++){let data90 = data89[i5];if((typeof data90 !== "string") && (!(data90 && typeof data90 == "object" && !Array.isArray(data90)))){(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5,keyword:"type",params:{type: ["string","object"]}});errors++;}if(data90 && typeof data90 == "object" && !Array.isArray(data90)){if(data90.type === undefined){(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5,keyword:"required",params:{missingProperty: "type"}});errors++;}for(const key12 in data90){if(!((((((((key12 === "type") || (key12 === "source")) || (key12 === "target")) || (key12 === "read_only")) || (key12 === "consistency")) || (key12 === "bind")) || (key12 === "volume")) || (key12 === "tmpfs"))){(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5,keyword:"additionalProperties",params:{additionalProperty: key12}});errors++;}}if(data90.type !== undefined){if(typeof data90.type !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5+"/type",keyword:"type",params:{type: "string"}});errors++;}}if(data90.source !== undefined){if(typeof data90.source !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5+"/source",keyword:"type",params:{type: "string"}});errors++;}}if(data90.target !== undefined){if(typeof data90.target !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5+"/target",keyword:"type",params:{type: "string"}});errors++;}}if(data90.read_only !== undefined){if(typeof data90.read_only !== "boolean"){(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5+"/read_only",keyword:"type",params:{type: "boolean"}});errors++;}}if(data90.consistency !== undefined){if(typeof data90.consistency !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5+"/consistency",keyword:"type",params:{type: "string"}});errors++;}}if(data90.bind !== undefined){let data96 = data90.bind;if(data96 && typeof data96 == "object" && !Array.isArray(data96)){if(data96.propagation !== undefined){if(typeof data96.propagation !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5+"/bind/propagation",keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5+"/bind",keyword:"type",params:{type: "object"}});errors++;}}if(data90.volume !== undefined){let data98 = data90.volume;if(data98 && typeof data98 == "object" && !Array.isArray(data98)){if(data98.nocopy !== undefined){if(typeof data98.nocopy !== "boolean"){(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5+"/volume/nocopy",keyword:"type",params:{type: "boolean"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5+"/volume",keyword:"type",params:{type: "object"}});errors++;}}if(data90.tmpfs !== undefined){let data100 = data90.tmpfs;if(data100 && typeof data100 == "object" && !Array.isArray(data100)){if(data100.size !== undefined){let data101 = data100.size;if(!((typeof data101 == "number") && (!(data101 % 1) && !isNaN(data101)))){(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5+"/tmpfs/size",keyword:"type",params:{type: "integer"}});errors++;}if(typeof data101 == "number"){if(data101 < 0 || isNaN(data101)){(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5+"/tmpfs/size",keyword:"minimum",params:{comparison: ">=", limit: 0}});errors++;}}}}else {(vErrors ??= []).push({instancePath:instancePath+"/volumes/" + i5+"/tmpfs",keyword:"type",params:{type: "object"}});errors++;}}}}}else {(vErrors ??= []).push({instancePath:instancePath+"/volumes",keyword:"type",params:{type: "array"}});errors++;}}if(data.working_dir !== undefined){if(typeof data.working_dir !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/working_dir",keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});errors++;}validate19.errors = vErrors;return errors === 0;}function validate64(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if((typeof data !== "boolean") && (!(data && typeof data == "object" && !Array.isArray(data)))){(vErrors ??= []).push({instancePath,keyword:"type",params:{type: ["boolean","object"]}});errors++;}if(data && typeof data == "object" && !Array.isArray(data)){for(const key0 in data){if(!(key0 === "name")){(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}});errors++;}}if(data.name !== undefined){if(typeof data.name !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/name",keyword:"type",params:{type: "string"}});errors++;}}}validate64.errors = vErrors;return errors === 0;}function validate62(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if((!(data && typeof data == "object" && !Array.isArray(data))) && (data !== null)){(vErrors ??= []).push({instancePath,keyword:"type",params:{type: ["object","null"]}});errors++;}if(data && typeof data == "object" && !Array.isArray(data)){for(const key0 in data){if(!(((((((((key0 === "attachable") || (key0 === "driver")) || (key0 === "driver_opts")) || (key0 === "external")) || (key0 === "internal")) || (key0 === "ipam")) || (key0 === "labels")) || (key0 === "name")) || (pattern0.test(key0)))){(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}});errors++;}}if(data.attachable !== undefined){if(typeof data.attachable !== "boolean"){(vErrors ??= []).push({instancePath:instancePath+"/attachable",keyword:"type",params:{type: "boolean"}});errors++;}}if(data.driver !== undefined){if(typeof data.driver !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/driver",keyword:"type",params:{type: "string"}});errors++;}}if(data.driver_opts !== undefined){if(!(validate52(data.driver_opts, {instancePath:instancePath+"/driver_opts"}))){vErrors = vErrors === null ? validate52.errors : vErrors.concat(validate52.errors);errors = vErrors.length;}}if(data.external !== undefined){if(!(validate64(data.external, {instancePath:instancePath+"/external"}))){vErrors = vErrors === null ? validate64.errors : vErrors.concat(validate64.errors);errors = vErrors.length;}}if(data.internal !== undefined){if(typeof data.internal !== "boolean"){(vErrors ??= []).push({instancePath:instancePath+"/internal",keyword:"type",params:{type: "boolean"}});errors++;}}if(data.ipam !== undefined){let data5 = data.ipam;if(data5 && typeof data5 == "object" && !Array.isArray(data5)){for(const key1 in data5){if(!((key1 === "config") || (key1 === "driver"))){(vErrors ??= []).push({instancePath:instancePath+"/ipam",keyword:"additionalProperties",params:{additionalProperty: key1}});errors++;}}if(data5.config !== undefined){let data6 = data5.config;if(Array.isArray(data6)){const len0 = data6.length;for(let i0=0; i0<len0; i0++){let data7 = data6[i0];if(data7 && typeof data7 == "object" && !Array.isArray(data7)){for(const key2 in data7){if(!(key2 === "subnet")){(vErrors ??= []).push({instancePath:instancePath+"/ipam/config/" + i0,keyword:"additionalProperties",params:{additionalProperty: key2}});errors++;}}if(data7.subnet !== undefined){if(typeof data7.subnet !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/ipam/config/" + i0+"/subnet",keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/ipam/config/" + i0,keyword:"type",params:{type: "object"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/ipam/config",keyword:"type",params:{type: "array"}});errors++;}}if(data5.driver !== undefined){if(typeof data5.driver !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/ipam/driver",keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/ipam",keyword:"type",params:{type: "object"}});errors++;}}if(data.labels !== undefined){if(!(validate20(data.labels, {instancePath:instancePath+"/labels"}))){vErrors = vErrors === null ? validate20.errors : vErrors.concat(validate20.errors);errors = vErrors.length;}}if(data.name !== undefined){if(typeof data.name !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/name",keyword:"type",params:{type: "string"}});errors++;}}}validate62.errors = vErrors;return errors === 0;}function validate73(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if(Array.isArray(data)){const len0 = data.length;for(let i0=0; i0<len0; i0++){let data0 = data[i0];if(data0 && typeof data0 == "object" && !Array.isArray(data0)){if(data0.segments !== undefined){if(!(validate20(data0.segments, {instancePath:instancePath+"/" + i0+"/segments"}))){vErrors = vErrors === null ? validate20.errors : vErrors.concat(validate20.errors);errors = vErrors.length;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/" + i0,keyword:"type",params:{type: "object"}});errors++;}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "array"}});errors++;}validate73.errors = vErrors;return errors === 0;}function validate72(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if(data && typeof data == "object" && !Array.isArray(data)){if(data.access_mode !== undefined){let data0 = data.access_mode;if(data0 && typeof data0 == "object" && !Array.isArray(data0)){if(data0.block_volume !== undefined){let data1 = data0.block_volume;if(!(data1 && typeof data1 == "object" && !Array.isArray(data1))){(vErrors ??= []).push({instancePath:instancePath+"/access_mode/block_volume",keyword:"type",params:{type: "object"}});errors++;}}if(data0.mount_volume !== undefined){let data2 = data0.mount_volume;if(data2 && typeof data2 == "object" && !Array.isArray(data2)){if(data2.fs_type !== undefined){if(typeof data2.fs_type !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/access_mode/mount_volume/fs_type",keyword:"type",params:{type: "string"}});errors++;}}if(data2.mount_flags !== undefined){let data4 = data2.mount_flags;if(Array.isArray(data4)){const len0 = data4.length;for(let i0=0; i0<len0; i0++){if(typeof data4[i0] !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/access_mode/mount_volume/mount_flags/" + i0,keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/access_mode/mount_volume/mount_flags",keyword:"type",params:{type: "array"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/access_mode/mount_volume",keyword:"type",params:{type: "object"}});errors++;}}if(data0.scope !== undefined){if(typeof data0.scope !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/access_mode/scope",keyword:"type",params:{type: "string"}});errors++;}}if(data0.sharing !== undefined){if(typeof data0.sharing !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/access_mode/sharing",keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/access_mode",keyword:"type",params:{type: "object"}});errors++;}}if(data.accessibility_requirements !== undefined){let data8 = data.accessibility_requirements;if(data8 && typeof data8 == "object" && !Array.isArray(data8)){if(data8.preferred !== undefined){if(!(validate73(data8.preferred, {instancePath:instancePath+"/accessibility_requirements/preferred"}))){vErrors = vErrors === null ? validate73.errors : vErrors.concat(validate73.errors);errors = vErrors.length;}}if(data8.requisite !== undefined){if(!(validate73(data8.requisite, {instancePath:instancePath+"/accessibility_requirements/requisite"}))){vErrors = vErrors === null ? validate73.errors : vErrors.concat(validate73.errors);errors = vErrors.length;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/accessibility_requirements",keyword:"type",params:{type: "object"}});errors++;}}if(data.availability !== undefined){if(typeof data.availability !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/availability",keyword:"type",params:{type: "string"}});errors++;}}if(data.capacity_range !== undefined){let data12 = data.capacity_range;if(data12 && typeof data12 == "object" && !Array.isArray(data12)){if(data12.limit_bytes !== undefined){if(typeof data12.limit_bytes !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/capacity_range/limit_bytes",keyword:"type",params:{type: "string"}});errors++;}}if(data12.required_bytes !== undefined){if(typeof data12.required_bytes !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/capacity_range/required_bytes",keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath:instancePath+"/capacity_range",keyword:"type",params:{type: "object"}});errors++;}}if(data.group !== undefined){if(typeof data.group !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/group",keyword:"type",params:{type: "string"}});errors++;}}if(data.secrets !== undefined){let data16 = data.secrets;if((!(Array.isArray(data16))) && (data16 !== null)){(vErrors ??= []).push({instancePath:instancePath+"/secrets",keyword:"type",params:{type: ["array","null"]}});errors++;}if(Array.isArray(data16)){const len1 = data16.length;for(let i1=0; i1<len1; i1++){let data17 = data16[i1];if((!(data17 && typeof data17 == "object" && !Array.isArray(data17))) && (data17 !== null)){(vErrors ??= []).push({instancePath:instancePath+"/secrets/" + i1,keyword:"type",params:{type: ["object","null"]}});errors++;}if(data17 && typeof data17 == "object" && !Array.isArray(data17)){if(data17.key !== undefined){let data18 = data17.key;if((typeof data18 !== "string") && (data18 !== null)){(vErrors ??= []).push({instancePath:instancePath+"/secrets/" + i1+"/key",keyword:"type",params:{type: ["string","null"]}});errors++;}}if(data17.secret !== undefined){let data19 = data17.secret;if((typeof data19 !== "string") && (data19 !== null)){(vErrors ??= []).push({instancePath:instancePath+"/secrets/" + i1+"/secret",keyword:"type",params:{type: ["string","null"]}});errors++;}}}}}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});errors++;}validate72.errors = vErrors;return errors === 0;}function validate68(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if((!(data && typeof data == "object" && !Array.isArray(data))) && (data !== null)){(vErrors ??= []).push({instancePath,keyword:"type",params:{type: ["object","null"]}});errors++;}if(data && typeof data == "object" && !Array.isArray(data)){for(const key0 in data){if(!(((((((key0 === "driver") || (key0 === "driver_opts")) || (key0 === "external")) || (key0 === "labels")) || (key0 === "name")) || (key0 === "x-cluster-spec")) || (pattern0.test(key0)))){(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}});errors++;}}if(data.driver !== undefined){if(typeof data.driver !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/driver",keyword:"type",params:{type: "string"}});errors++;}}if(data.driver_opts !== undefined){if(!(validate52(data.driver_opts, {instancePath:instancePath+"/driver_opts"}))){vErrors = vErrors === null ? validate52.errors : vErrors.concat(validate52.errors);errors = vErrors.length;}}if(data.external !== undefined){if(!(validate64(data.external, {instancePath:instancePath+"/external"}))){vErrors = vErrors === null ? validate64.errors : vErrors.concat(validate64.errors);errors = vErrors.length;}}if(data.labels !== undefined){if(!(validate20(data.labels, {instancePath:instancePath+"/labels"}))){vErrors = vErrors === null ? validate20.errors : vErrors.concat(validate20.errors);errors = vErrors.length;}}if(data.name !== undefined){if(typeof data.name !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/name",keyword:"type",params:{type: "string"}});errors++;}}if(data["x-cluster-spec"] !== undefined){if(!(validate72(data["x-cluster-spec"], {instancePath:instancePath+"/x-cluster-spec"}))){vErrors = vErrors === null ? validate72.errors : vErrors.concat(validate72.errors);errors = vErrors.length;}}}validate68.errors = vErrors;return errors === 0;}function validate81(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if((typeof data !== "boolean") && (!(data && typeof data == "object" && !Array.isArray(data)))){(vErrors ??= []).push({instancePath,keyword:"type",params:{type: ["boolean","object"]}});errors++;}if(data && typeof data == "object" && !Array.isArray(data)){if(data.name !== undefined){if(typeof data.name !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/name",keyword:"type",params:{type: "string"}});errors++;}}}validate81.errors = vErrors;return errors === 0;}function validate79(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if(data && typeof data == "object" && !Array.isArray(data)){for(const key0 in data){if(!((((((((key0 === "driver") || (key0 === "driver_opts")) || (key0 === "external")) || (key0 === "file")) || (key0 === "labels")) || (key0 === "name")) || (key0 === "template_driver")) || (pattern0.test(key0)))){(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}});errors++;}}if(data.driver !== undefined){if(typeof data.driver !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/driver",keyword:"type",params:{type: "string"}});errors++;}}if(data.driver_opts !== undefined){if(!(validate52(data.driver_opts, {instancePath:instancePath+"/driver_opts"}))){vErrors = vErrors === null ? validate52.errors : vErrors.concat(validate52.errors);errors = vErrors.length;}}if(data.external !== undefined){if(!(validate81(data.external, {instancePath:instancePath+"/external"}))){vErrors = vErrors === null ? validate81.errors : vErrors.concat(validate81.errors);errors = vErrors.length;}}if(data.file !== undefined){if(typeof data.file !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/file",keyword:"type",params:{type: "string"}});errors++;}}if(data.labels !== undefined){if(!(validate20(data.labels, {instancePath:instancePath+"/labels"}))){vErrors = vErrors === null ? validate20.errors : vErrors.concat(validate20.errors);errors = vErrors.length;}}if(data.name !== undefined){if(typeof data.name !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/name",keyword:"type",params:{type: "string"}});errors++;}}if(data.template_driver !== undefined){if(typeof data.template_driver !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/template_driver",keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});errors++;}validate79.errors = vErrors;return errors === 0;}function validate85(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if(data && typeof data == "object" && !Array.isArray(data)){for(const key0 in data){if(!((((((key0 === "external") || (key0 === "file")) || (key0 === "labels")) || (key0 === "name")) || (key0 === "template_driver")) || (pattern0.test(key0)))){(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}});errors++;}}if(data.external !== undefined){if(!(validate81(data.external, {instancePath:instancePath+"/external"}))){vErrors = vErrors === null ? validate81.errors : vErrors.concat(validate81.errors);errors = vErrors.length;}}if(data.file !== undefined){if(typeof data.file !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/file",keyword:"type",params:{type: "string"}});errors++;}}if(data.labels !== undefined){if(!(validate20(data.labels, {instancePath:instancePath+"/labels"}))){vErrors = vErrors === null ? validate20.errors : vErrors.concat(validate20.errors);errors = vErrors.length;}}if(data.name !== undefined){if(typeof data.name !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/name",keyword:"type",params:{type: "string"}});errors++;}}if(data.template_driver !== undefined){if(typeof data.template_driver !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/template_driver",keyword:"type",params:{type: "string"}});errors++;}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});errors++;}validate85.errors = vErrors;return errors === 0;}function validate18(data, {instancePath=""}={}){let vErrors = null;let errors = 0;if(data && typeof data == "object" && !Array.isArray(data)){for(const key0 in data){if(!(((((((key0 === "version") || (key0 === "services")) || (key0 === "networks")) || (key0 === "volumes")) || (key0 === "secrets")) || (key0 === "configs")) || (pattern0.test(key0)))){(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}});errors++;}}if(data.version !== undefined){if(typeof data.version !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/version",keyword:"type",params:{type: "string"}});errors++;}}if(data.services !== undefined){let data1 = data.services;if(data1 && typeof data1 == "object" && !Array.isArray(data1)){for(const key1 in data1){if(!(pattern1.test(key1))){(vErrors ??= []).push({instancePath:instancePath+"/services",keyword:"additionalProperties",params:{additionalProperty: key1}});errors++;}}for(const key2 in data1){if(pattern1.test(key2)){if(!(validate19(data1[key2], {instancePath:instancePath+"/services/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")}))){vErrors = vErrors === null ? validate19.errors : vErrors.concat(validate19.errors);errors = vErrors.length;}}}}else {(vErrors ??= []).push({instancePath:instancePath+"/services",keyword:"type",params:{type: "object"}});errors++;}}if(data.networks !== undefined){let data3 = data.networks;if(data3 && typeof data3 == "object" && !Array.isArray(data3)){for(const key3 in data3){if(!(pattern1.test(key3))){let data4 = data3[key3];if((!(data4 && typeof data4 == "object" && !Array.isArray(data4))) && (data4 !== null)){(vErrors ??= []).push({instancePath:instancePath+"/networks/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",params:{type: ["object","null"]}});errors++;}}}for(const key4 in data3){if(pattern1.test(key4)){if(!(validate62(data3[key4], {instancePath:instancePath+"/networks/" + key4.replace(/~/g, "~0").replace(/\//g, "~1")}))){vErrors = vErrors === null ? validate62.errors : vErrors.concat(validate62.errors);errors = vErrors.length;}}}}else {(vErrors ??= []).push({instancePath:instancePath+"/networks",keyword:"type",params:{type: "object"}});errors++;}}if(data.volumes !== undefined){let data6 = data.volumes;if(data6 && typeof data6 == "object" && !Array.isArray(data6)){for(const key5 in data6){if(!(pattern1.test(key5))){(vErrors ??= []).push({instancePath:instancePath+"/volumes",keyword:"additionalProperties",params:{additionalProperty: key5}});errors++;}}for(const key6 in data6){if(pattern1.test(key6)){if(!(validate68(data6[key6], {instancePath:instancePath+"/volumes/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")}))){vErrors = vErrors === null ? validate68.errors : vErrors.concat(validate68.errors);errors = vErrors.length;}}}}else {(vErrors ??= []).push({instancePath:instancePath+"/volumes",keyword:"type",params:{type: "object"}});errors++;}}if(data.secrets !== undefined){let data8 = data.secrets;if(data8 && typeof data8 == "object" && !Array.isArray(data8)){for(const key7 in data8){if(!(pattern1.test(key7))){(vErrors ??= []).push({instancePath:instancePath+"/secrets",keyword:"additionalProperties",params:{additionalProperty: key7}});errors++;}}for(const key8 in data8){if(pattern1.test(key8)){if(!(validate79(data8[key8], {instancePath:instancePath+"/secrets/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")}))){vErrors = vErrors === null ? validate79.errors : vErrors.concat(validate79.errors);errors = vErrors.length;}}}}else {(vErrors ??= []).push({instancePath:instancePath+"/secrets",keyword:"type",params:{type: "object"}});errors++;}}if(data.configs !== undefined){let data10 = data.configs;if(data10 && typeof data10 == "object" && !Array.isArray(data10)){for(const key9 in data10){if(!(pattern1.test(key9))){(vErrors ??= []).push({instancePath:instancePath+"/configs",keyword:"additionalProperties",params:{additionalProperty: key9}});errors++;}}for(const key10 in data10){if(pattern1.test(key10)){if(!(validate85(data10[key10], {instancePath:instancePath+"/configs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1")}))){vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);errors = vErrors.length;}}}}else {(vErrors ??= []).push({instancePath:instancePath+"/configs",keyword:"type",params:{type: "object"}});errors++;}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});errors++;}validate18.errors = vErrors;return errors === 0;}
function findRepeats(items) {
  const canonical = (value) => {
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
  };
  const seen = new Map();
  const repeats = [];
  for (const [index, item] of items.entries()) {
    const text = typeof item === "string" ? `"${item}` : canonical(item);
    if (seen.has(text)) repeats.push([seen.get(text), index]);
    else seen.set(text, index);
  }
  return repeats;
}
const knownKeys = {"names":["version","services","networks","volumes","secrets","configs"],"below":{"services":{"below":{"*":{"names":["build","cap_add","cap_drop","cgroup_parent","cgroupns_mode","command","configs","container_name","credential_spec","depends_on","deploy","devices","dns","dns_search","domainname","entrypoint","env_file","environment","expose","external_links","extra_hosts","healthcheck","hostname","image","init","ipc","isolation","labels","links","logging","mac_address","network_mode","networks","oom_score_adj","pid","ports","privileged","read_only","restart","secrets","security_opt","shm_size","stdin_open","stop_grace_period","stop_signal","sysctls","tmpfs","tty","ulimits","user","userns_mode","volumes","working_dir"],"below":{"credential_spec":{"names":["config","file","registry"]},"deploy":{"names":["endpoint_mode","labels","mode","placement","replicas","resources","restart_policy","rollback_config","update_config"],"below":{"placement":{"names":["constraints","max_replicas_per_node","preferences"],"below":{"preferences":{"below":{"*":{"names":["spread"]}}}}},"resources":{"names":["limits","reservations"],"below":{"limits":{"names":["cpus","memory","pids"]},"reservations":{"names":["cpus","generic_resources","memory"],"below":{"generic_resources":{"below":{"*":{"names":["discrete_resource_spec"],"below":{"discrete_resource_spec":{"names":["kind","value"]}}}}}}}}},"restart_policy":{"names":["condition","delay","max_attempts","window"]},"rollback_config":{"names":["delay","failure_action","max_failure_ratio","monitor","order","parallelism"]},"update_config":{"names":["delay","failure_action","max_failure_ratio","monitor","order","parallelism"]}}},"healthcheck":{"names":["disable","interval","retries","start_interval","start_period","test","timeout"]},"logging":{"names":["driver","options"]},"networks":{"below":{"*":{"names":["aliases","driver_opts","ipv4_address","ipv6_address"]}}},"ports":{"below":{"*":{"names":["mode","protocol","published","target"]}}},"ulimits":{"below":{"*":{"names":["hard","soft"]}}},"volumes":{"below":{"*":{"names":["type","source","target","read_only","consistency","bind","volume","tmpfs"]}}}}}}},"networks":{"below":{"*":{"names":["attachable","driver","driver_opts","external","internal","ipam","labels","name"],"below":{"external":{"names":["name"]},"ipam":{"names":["config","driver"],"below":{"config":{"below":{"*":{"names":["subnet"]}}}}}}}}},"volumes":{"below":{"*":{"names":["driver","driver_opts","external","labels","name","x-cluster-spec"],"below":{"external":{"names":["name"]}}}}},"secrets":{"below":{"*":{"names":["driver","driver_opts","external","file","labels","name","template_driver"]}}},"configs":{"below":{"*":{"names":["external","file","labels","name","template_driver"]}}}}};
const versionTable = {"keys":{"services":{"patterns":{"^[a-zA-Z0-9._-]+$":{"keys":{"build":{"keys":{"context":{},"dockerfile":{},"args":{},"cache_from":{"since":2},"labels":{"since":3},"network":{"since":4},"target":{"since":4},"shm_size":{"since":5},"extra_hosts":{"since":9}},"rest":{"since":11}},"cgroupns_mode":{"since":9},"configs":{"since":3},"credential_spec":{"since":3,"keys":{"config":{"since":8}}},"deploy":{"keys":{"endpoint_mode":{"since":2},"placement":{"keys":{"max_replicas_per_node":{"since":8},"preferences":{"since":3}}},"resources":{"keys":{"limits":{"keys":{"pids":{"since":9}}},"reservations":{"keys":{"generic_resources":{"since":5}}}}},"rollback_config":{"since":7,"keys":{"order":{"since":4}}},"update_config":{"keys":{"order":{"since":4}}}}},"healthcheck":{"keys":{"start_interval":{"since":12},"start_period":{"since":4}}},"init":{"since":7},"isolation":{"since":5},"networks":{"patterns":{"^[a-zA-Z0-9._-]+$":{"keys":{"driver_opts":{"since":13}}}}},"oom_score_adj":{"since":13},"ports":{"items":{"forms":{"object":2}}},"secrets":{"since":1},"volumes":{"distinctUntil":1,"items":{"forms":{"object":2},"keys":{"tmpfs":{"since":6}}}}},"patterns":{"^x-":{"since":7}}}}},"networks":{"patterns":{"^[a-zA-Z0-9._-]+$":{"keys":{"attachable":{"since":2},"name":{"since":5}},"patterns":{"^x-":{"since":7}}}}},"volumes":{"patterns":{"^[a-zA-Z0-9._-]+$":{"keys":{"name":{"since":4},"x-cluster-spec":{"since":7,"keys":{"accessibility_requirements":{"keys":{"preferred":{"items":{"keys":{"segments":{"checkedSince":10}}}},"requisite":{"items":{"keys":{"segments":{"checkedSince":10}}}}}},"capacity_range":{"keys":{"limit_bytes":{"checkedSince":10},"required_bytes":{"checkedSince":10}}}}}},"patterns":{"^x-":{"since":7}}}}},"secrets":{"since":1,"patterns":{"^[a-zA-Z0-9._-]+$":{"keys":{"driver":{"since":8},"driver_opts":{"since":8},"name":{"since":5},"template_driver":{"since":8}},"patterns":{"^x-":{"since":7}}}}},"configs":{"since":3,"patterns":{"^[a-zA-Z0-9._-]+$":{"keys":{"name":{"since":5},"template_driver":{"since":8}},"patterns":{"^x-":{"since":7}}}}}},"patterns":{"^x-":{"since":4}}};

;// CONCATENATED MODULE: ./build/src/stack/schema-messages.js




const REFUSES = "deploy refuses the file";
const EXPECTED = {
    string: "text",
    integer: "a whole number",
    number: "a number",
    boolean: "true or false",
    object: "a mapping",
    array: "a list",
    null: "empty",
};
/** Types that read otherwise when they are there than when they are wanted. */
const FOUND = { null: "has no value", boolean: "is a boolean" };
/** The JSON type of a value. */
function schema_messages_typeOf(value) {
    if (value === null)
        return "null";
    return Array.isArray(value) ? "array" : typeof value;
}
/** One refusal of the generated validator in words; several when a list repeats several entries. */
function schema_messages_describe(error, path, value) {
    const { params } = error;
    switch (error.keyword) {
        case "additionalProperties":
            return [unknownKey(path, params.additionalProperty, value)];
        case "type":
            return [wrongType(path, [params.type ?? []].flat(), value)];
        case "required":
            return [missing(path, params.missingProperty)];
        case "uniqueItems":
            return (params.repeats ?? []).map(([first, later]) => repeated(path, first, later));
        case "enum":
            return [notAllowed(path, params.allowedValues ?? [], value)];
        default:
            return [outOfRange(path, params.comparison === ">=", params.limit)];
    }
}
/** A later entry of a list that equals an earlier one. */
function repeated(path, first, later) {
    return {
        path: [...path, later],
        at: "value",
        message: `${subject([...path, later])} is the same as entry ${first + 1}; ${REFUSES}.`,
        help: "Remove one of the two.",
    };
}
function unknownKey(path, key, mapping) {
    const violation = { path: [...path, key], at: "key" };
    const place = pattern(path);
    const known = keysAt(path);
    const isSection = path.length === 1 && singular(path[0]) !== undefined;
    if (isSection || place === "services.*.networks") {
        const what = isSection ? singular(path[0]) : "network";
        const message = `\`${key}\` cannot be the name of a ${what}; ${REFUSES}.`;
        return { ...violation, message, help: "Use letters, digits, `.`, `_` and `-` only." };
    }
    if (!known)
        return { ...violation, message: `${subject(path)} has an entry without a name; ${REFUSES}.` };
    const message = `\`${key}\` is not a key of ${container(path)}; ${REFUSES}.`;
    const help = insteadOf(place, key) ?? schema_messages_elsewhere(path, key, mapping) ?? schema_messages_didYouMean(key, known) ?? listed(known);
    return { ...violation, message, ...(help ? { help } : {}) };
}
function container(path) {
    const kind = singular(path[0]);
    if (path.length === 0)
        return "the top level of a stack file";
    if (path.length === 2 && kind)
        return `a ${kind}`;
    if (typeof path.at(-1) === "number")
        return `an entry of \`${path.slice(2, -1).join(".")}\``;
    return `\`${path.slice(2).join(".")}\``;
}
function keysAt(path) {
    let node = knownKeys;
    for (const step of path) {
        const below = node?.below ?? {};
        node = Object.hasOwn(below, step) ? below[step] : below["*"];
    }
    return node?.names;
}
function schema_messages_didYouMean(word, candidates) {
    const near = nearest(word, candidates);
    return near && `Did you mean \`${near}\`?`;
}
/** A key at the wrong depth: of `deploy` in the service, of a service in `deploy` or at the top. */
function schema_messages_elsewhere(path, key, mapping) {
    const inService = keysAt(["services", "*"]) ?? [];
    const place = pattern(path);
    if (place === "services.*" && keysAt(["services", "*", "deploy"])?.includes(key))
        return "Put it under `deploy`.";
    if (place === "services.*.deploy" && inService.includes(key))
        return "Put it into the service itself, beside `deploy`.";
    if (place !== "")
        return undefined;
    const value = mapping[key];
    const isService = schema_messages_typeOf(value) === "object" && ["image", "build"].some((name) => Object.hasOwn(value, name));
    if (isService)
        return "Services belong under the top-level `services`.";
    return inService.includes(key) ? "Put it into a service, under `services`." : undefined;
}
function listed(known) {
    if (known.length > 10)
        return undefined;
    return `Known here: ${known.map((key) => `\`${key}\``).join(", ")}.`;
}
function wrongType(path, expected, value) {
    const actual = schema_messages_typeOf(value);
    const words = expected.map((type) => EXPECTED[type]);
    const wanted = words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${words.at(-1)}` : words[0];
    const isFraction = actual === "number" && expected.includes("integer");
    const found = FOUND[actual] ?? `is ${isFraction ? "a fraction" : EXPECTED[actual]}`;
    const help = shapeHelp(pattern(path)) ?? typeHelp(expected, actual, value);
    return {
        path,
        at: "value",
        message: `${subject(path)} ${found} and must be ${wanted}; ${REFUSES}.`,
        ...(help ? { help } : {}),
    };
}
function typeHelp(expected, actual, value) {
    const wants = (type) => expected.includes(type);
    if (actual === "null")
        return "Give it a value, or remove it.";
    if (wants("string") && (actual === "number" || actual === "boolean"))
        return "Put it in quotes.";
    if (wants("boolean") && actual === "string")
        return "Write `true` or `false`, without quotes.";
    if ((wants("integer") || wants("number")) && actual === "string" && /^\d+$/.test(value)) {
        return "Remove the quotes.";
    }
    if (wants("array"))
        return "Write a list: one entry a line, each after `- `.";
    return wants("object") && actual === "array" ? "Write `key: value` lines, without `- `." : undefined;
}
function missing(path, key) {
    const help = key === "type" ? "Add `type: volume`, `bind`, `tmpfs`, `npipe` or `cluster`." : `Add \`${key}\`.`;
    return { path, at: "value", message: `${subject(path)} lacks \`${key}\`; ${REFUSES}.`, help };
}
function notAllowed(path, allowed, value) {
    const words = allowed.map((word) => `\`${word}\``).join(" or ");
    const help = typeof value === "string" ? schema_messages_didYouMean(value, allowed) : undefined;
    return {
        path,
        at: "value",
        message: `${subject(path)} must be ${words}; ${REFUSES}.`,
        ...(help ? { help } : {}),
    };
}
function outOfRange(path, isMinimum, limit) {
    const [wrong, help] = isMinimum ? ["negative", "Use 0 or more."] : [`above ${limit}`, `Use at most ${limit}.`];
    return { path, at: "value", message: `${subject(path)} is ${wrong}; ${REFUSES}.`, help: help };
}

;// CONCATENATED MODULE: ./build/src/stack/schema-versions.js



/** What version 3.`minor` refuses and the newest accepts, and the places that it accepts unseen. */
function checkVersion(data, minor) {
    const walk = { minor, violations: [], unchecked: [] };
    visit(data, versionTable, [], walk);
    return walk;
}
function visit(value, table, path, walk) {
    const { minor } = walk;
    if ((table.checkedSince ?? 0) > minor)
        walk.unchecked.push(path);
    const needed = table.forms?.[schema_messages_typeOf(value)] ?? 0;
    if (needed > minor) {
        walk.violations.push(tooNew(path, "value", `${subject(path)} is a mapping, which`, needed, minor));
        return;
    }
    if (Array.isArray(value)) {
        if (minor <= (table.distinctUntil ?? -1)) {
            for (const [first, later] of findRepeats(value))
                walk.violations.push(repeated(path, first, later));
        }
        const { items } = table;
        if (items)
            for (const [index, item] of value.entries())
                visit(item, items, [...path, index], walk);
    }
    else if (value !== null && typeof value === "object") {
        for (const [key, below] of tablesBelow(value, table)) {
            const inside = [...path, key];
            const since = below.since ?? 0;
            if (since > minor)
                walk.violations.push(tooNew(inside, "key", `\`${key}\``, since, minor));
            else
                visit(value[key], below, inside, walk);
        }
    }
}
/** The keys of a mapping that the table, or a pattern in it, speaks of. */
function tablesBelow(value, table) {
    const { keys = {}, rest } = table;
    const found = [];
    for (const key in keys)
        if (Object.hasOwn(value, key))
            found.push([key, keys[key]]);
    const patterns = patternsOf(table);
    if (patterns.length === 0 && !rest)
        return found;
    for (const key of Object.keys(value)) {
        if (Object.hasOwn(keys, key))
            continue;
        const below = patterns.find(([pattern]) => pattern.test(key))?.[1] ?? rest;
        if (below)
            found.push([key, below]);
    }
    return found;
}
const compiled = new Map();
function patternsOf(table) {
    let patterns = compiled.get(table);
    if (!patterns) {
        patterns = Object.entries(table.patterns ?? {}).map(([pattern, below]) => [new RegExp(pattern, "u"), below]);
        compiled.set(table, patterns);
    }
    return patterns;
}
function tooNew(path, at, what, needed, minor) {
    return {
        path,
        at,
        message: `${what} needs version 3.${needed}; this file says 3.${minor}, so deploy refuses it.`,
        help: `Write \`version: "3.${needed}"\` or a higher one, or remove \`version\`: then the newest counts.`,
    };
}

;// CONCATENATED MODULE: ./build/src/stack/schema.js




const NEWEST = 13;
/** Whether `docker stack deploy` of CLI 28 reads this (normalised) version of the format: 3.0 to 3.13. */
function isSupportedVersion(version) {
    return minorOf(version) !== undefined;
}
function minorOf(version) {
    const minor = /^3\.(0|[1-9]\d?)$/.exec(version)?.[1];
    return minor !== undefined && Number(minor) <= NEWEST ? Number(minor) : undefined;
}
/**
 * Every reason why deploy refuses the shape of a file, in the order of the file.
 * `version` is normalised: "3.13" when the file has none. One that deploy does not know counts as the newest.
 */
function validateStack(plain, version) {
    const minor = minorOf(version) ?? NEWEST;
    const { violations, unchecked } = checkVersion(plain, minor);
    if (!validate(plain)) {
        for (const error of validate.errors ?? []) {
            const { path, value } = resolve(error, plain);
            if (!unchecked.some((place) => isWithin(path, place)))
                violations.push(...schema_messages_describe(error, path, value));
        }
    }
    return withoutDoubles(violations).sort(byPlace(plain));
}
/** The steps of a JSON pointer, positions in lists as numbers, and what stands there. */
function resolve({ instancePath }, plain) {
    const path = [];
    let value = plain;
    for (const written of instancePath.split("/").slice(1)) {
        const step = written.replaceAll("~1", "/").replaceAll("~0", "~");
        path.push(Array.isArray(value) ? Number(step) : step);
        value = value[step];
    }
    return { path, value };
}
function isWithin(path, place) {
    return place.every((step, depth) => path[depth] === step);
}
/** Equal entries of a wrong type, or a name that two rules refuse, are one mistake. */
function withoutDoubles(violations) {
    const seen = new Set();
    return violations.filter(({ path, at }) => {
        const place = JSON.stringify([at, ...path]);
        return !seen.has(place) && seen.add(place);
    });
}

;// CONCATENATED MODULE: ./build/src/stack/image-reference.js
const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const HOST = "[a-zA-Z0-9]+(?:-+[a-zA-Z0-9]+)*";
const DOMAIN = `(?:${HOST}(?:\\.${HOST})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const ALGORITHM = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*";
const image_reference_REFERENCE = new RegExp(`^(?:${DOMAIN}/)?(${COMPONENT}(?:/${COMPONENT})*)(?::[\\w][\\w.-]{0,127})?(?:@(${ALGORITHM}):([0-9a-fA-F]{32,}))?$`);
const HEX_LENGTHS = new Map([
    ["sha256", 64],
    ["sha384", 96],
    ["sha512", 128],
]);
const LONGEST_NAME = 255;
/** Why Docker refuses an image reference (distribution reference grammar); undefined when it accepts it. */
function imageProblem(text) {
    const { domain, remainder } = split(text);
    const name = remainder.split(":", 1)[0];
    if (name !== name.toLowerCase())
        return "uppercase";
    const match = image_reference_REFERENCE.exec(`${domain}/${remainder}`);
    if (!match)
        return "form";
    const [, path = "", algorithm, digest] = match;
    if (path.length > LONGEST_NAME)
        return "length";
    if (algorithm !== undefined && !isDigest(algorithm, digest))
        return "digest";
    return undefined;
}
/** The part before the first slash is a registry when it looks like one; else the image is on Docker Hub. */
function split(text) {
    const slash = text.indexOf("/");
    const first = slash === -1 ? "" : text.slice(0, slash);
    const isRegistry = first === "localhost" || /[.:]/.test(first) || first !== first.toLowerCase();
    if (!isRegistry)
        return { domain: "docker.io", remainder: slash === -1 ? `library/${text}` : text };
    const rest = text.slice(slash + 1);
    const isHub = first === "docker.io" || first === "index.docker.io";
    return isHub
        ? { domain: "docker.io", remainder: rest.includes("/") ? rest : `library/${rest}` }
        : { domain: first, remainder: rest };
}
function isDigest(algorithm, digest) {
    return HEX_LENGTHS.get(algorithm) === digest.length && digest === digest.toLowerCase();
}

;// CONCATENATED MODULE: ./build/src/stack/plain.js
const EMPTY = Object.freeze(Object.create(null));
/** The value itself when it is a mapping, else an empty one. */
function mapping(value) {
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : EMPTY;
}
/** The value itself when it is a list, else an empty one. */
function list(value) {
    return Array.isArray(value) ? value : [];
}
/** What stands under the first key, there under the second, and so on. */
function valueAt(value, keys) {
    let found = value;
    for (const key of keys) {
        const within = mapping(found);
        found = Object.hasOwn(within, key) ? within[key] : undefined;
    }
    return found;
}

;// CONCATENATED MODULE: ./build/src/stack/quantity.js
const DIGITS = "[0-9](?:_?[0-9])*";
const DECIMAL = new RegExp(`^[+-]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:[eE][+-]?${DIGITS})?$`);
const HEX_DIGITS = "[0-9a-fA-F](?:_?[0-9a-fA-F])*";
const HEXADECIMAL = new RegExp(`^[+-]?0[xX](?:_?${HEX_DIGITS}(?:\\.(?:${HEX_DIGITS})?)?|\\.${HEX_DIGITS})[pP][+-]?${DIGITS}$`);
const UNIT = /^(?:b|[kmgtp](?:b|ib)?)?$/;
/** Whether Docker reads a text as a number of bytes (go-units `RAMInBytes`): `512M`, `1.5 GiB`, `1e6`. */
function isByteSize(text) {
    const last = text.search(/[0-9. ][^0-9. ]*$/);
    if (last === -1)
        return false;
    const number = text.slice(0, text[last] === " " ? last : last + 1);
    if (!UNIT.test(text.slice(last + 1).toLowerCase()))
        return false;
    if (HEXADECIMAL.test(number))
        return !number.startsWith("-");
    const value = Number(number.replaceAll("_", ""));
    return DECIMAL.test(number) && Number.isFinite(value) && value >= 0;
}
const PREFIXES = new Map([
    ["0b", 2],
    ["0o", 8],
    ["0x", 16],
]);
const FRACTION = /^[+-]?(0[box]_?[0-9a-f_]+|[0-9][0-9_]*)\/(0[box]_?[0-9a-f_]+|[0-9][0-9_]*)$/i;
const quantity_FLOAT = /^[+-]?(0[box])?([0-9a-f_]*)(?:\.([0-9a-f_]*))?$/i;
/** Go reads no larger exponents in rational numbers. */
const LARGEST_EXPONENT = 1_000_000;
/** Why Docker refuses a text as a number of CPUs: no number, or finer than a billionth. undefined when it does not. */
function cpusProblem(text) {
    const fraction = FRACTION.exec(text);
    if (fraction) {
        const [top, bottom] = [wholeNumber(fraction[1]), wholeNumber(fraction[2])];
        if (top === undefined || bottom === undefined || bottom === 0n)
            return "form";
        return (top * 1000000000n) % bottom === 0n ? undefined : "precision";
    }
    const isHexadecimal = /^[+-]?0x/i.test(text);
    const split = isHexadecimal ? /^([^p]*)(p)(.*)$/i : /^([^ep]*)([ep])(.*)$/i;
    const [, mantissa = text, letter = "e", exponent = "0"] = split.exec(text) ?? [];
    const parts = quantity_FLOAT.exec(mantissa);
    if (!parts || misplacedSeparator(mantissa) || misplacedSeparator(exponent) || !/^[+-]?[0-9][0-9_]*$/.test(exponent)) {
        return "form";
    }
    const [, prefix = "", whole = "", decimals = ""] = parts;
    const base = PREFIXES.get(prefix.toLowerCase()) ?? 10;
    const [digits, places] = [`${whole}${decimals}`.replaceAll("_", ""), decimals.replaceAll("_", "").length];
    const value = digitsToNumber(digits, base);
    if (value === undefined)
        return "form";
    if (value === 0n)
        return undefined;
    const radix = letter.toLowerCase() === "p" ? 2 : 10;
    const power = Number(exponent.replaceAll("_", ""));
    if (Math.abs(power) > LARGEST_EXPONENT)
        return "form";
    return isBillionths(value, base, places, radix, power) ? undefined : "precision";
}
/** Whether value / base^places * radix^power is a whole number of billionths. */
function isBillionths(value, base, places, radix, power) {
    // No text of a sensible length has so many factors of the radix; and the numbers would get huge.
    if (power < -5_000)
        return false;
    const above = value * 1000000000n * BigInt(radix) ** BigInt(Math.min(Math.max(power, 0), 5_000));
    const below = BigInt(base) ** BigInt(places) * BigInt(radix) ** BigInt(Math.max(-power, 0));
    return above % below === 0n;
}
/** Separators stand between digits, or between a prefix and a digit. */
function misplacedSeparator(text) {
    return /^[+-]?_|__|_$|_\.|\._/.test(text);
}
/** A whole number as in Go source text: `08` is none, `010` is eight. */
function wholeNumber(text) {
    if (misplacedSeparator(text))
        return undefined;
    const plain = text.replaceAll("_", "").toLowerCase();
    const base = PREFIXES.get(plain.slice(0, 2));
    if (base)
        return digitsToNumber(plain.slice(2), base);
    return plain.length > 1 && plain.startsWith("0") ? digitsToNumber(plain.slice(1), 8) : digitsToNumber(plain, 10);
}
function digitsToNumber(digits, base) {
    const allowed = base === 16 ? /^[0-9a-f]+$/i : new RegExp(`^[0-${base - 1}]+$`);
    if (!allowed.test(digits))
        return undefined;
    return BigInt(base === 10 ? digits : `${{ 2: "0b", 8: "0o", 16: "0x" }[base]}${digits}`);
}

;// CONCATENATED MODULE: ./build/src/stack/value-conversion.js





const value_conversion_REFUSES = "deploy refuses the stack";
const POLICIES = new Set(["", "no", "always", "on-failure", "unless-stopped"]);
const value_conversion_INT64_LIMIT = 1n << 63n;
/** What deploy refuses when it turns the whole stack, all files together, into services, secrets and configs. */
function validateConversion(plain) {
    const root = mapping(plain);
    return [
        ...Object.entries(mapping(root.services)).flatMap(([name, service]) => inService(["services", name], mapping(service), mapping(root.configs))),
        ...["secrets", "configs"].flatMap((section) => Object.entries(mapping(root[section])).flatMap(([name, value]) => withoutFile([section, name], mapping(value)))),
    ];
}
function inService(path, service, configs) {
    return [
        ...value_conversion_image(path, service),
        ...["limits", "reservations"].flatMap((kind) => cpus(path, service, ["deploy", "resources", kind, "cpus"])),
        ...restart([...path, "restart"], service),
        ...healthcheck([...path, "healthcheck", "test"], mapping(service.healthcheck)),
        ...credentials([...path, "credential_spec"], mapping(service.credential_spec), configs),
        ...["secrets", "configs"].flatMap((key) => sameTargets([...path, key], list(service[key]))),
    ];
}
function violation(path, wrong, help) {
    return { path, at: "value", message: `${subject(path)} ${wrong}; ${value_conversion_REFUSES}.`, help };
}
const IMAGE_PROBLEMS = {
    uppercase: ["has capital letters in its name", "Use lower case; only the registry and the tag may have capitals."],
    form: ["is not an image reference", "Write `registry/name:tag` or `name@sha256:...`, without `https://` and spaces."],
    length: ["has a name of more than 255 characters", "Use a shorter name."],
    digest: ["has a digest that no registry would give", "Copy it again: `sha256:` and 64 digits in lower case."],
};
function value_conversion_image(path, service) {
    const name = service.image;
    if (name === undefined) {
        const help = service.build
            ? "Swarm builds nothing: push the built image to a registry, and name it in `image`."
            : "Add `image`.";
        return [violation(path, "has no `image`", help)];
    }
    if (typeof name !== "string")
        return [];
    const inside = [...path, "image"];
    if (name === "")
        return [violation(inside, "is empty", "Name an image.")];
    const problem = imageProblem(name);
    if (problem === undefined)
        return [];
    const [wrong, help] = IMAGE_PROBLEMS[problem];
    return [violation(inside, wrong, help)];
}
function cpus(path, service, keys) {
    const value = valueAt(service, keys);
    const problem = typeof value === "string" && value !== "" ? cpusProblem(value) : undefined;
    if (problem === undefined)
        return [];
    const inside = [...path, ...keys];
    return problem === "form"
        ? [violation(inside, "is not a number of CPUs", 'Write a decimal number in quotes, such as `"0.5"`.')]
        : [violation(inside, "is finer than a billionth of a CPU", "Write at most nine decimal places.")];
}
/** `restart` counts only where there is no `deploy.restart_policy`. */
function restart(path, service) {
    const policy = service.restart;
    if (typeof policy !== "string" || valueAt(service, ["deploy", "restart_policy"]) !== undefined)
        return [];
    const colon = policy.indexOf(":");
    const [name, count] = colon === -1 ? [policy, ""] : [policy.slice(0, colon), policy.slice(colon + 1)];
    if (POLICIES.has(name) && colon !== 0 && (count === "" || isInt64(count)))
        return [];
    const help = "Use `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:3`; better, `deploy.restart_policy`.";
    return [violation(path, "is not a restart policy", help)];
}
function isInt64(text) {
    if (!/^[-+]?[0-9]+$/.test(text))
        return false;
    const digits = text.replace(/^[-+]?0*/, "");
    const magnitude = digits.length > 20 ? value_conversion_INT64_LIMIT + 1n : BigInt(digits || 0);
    return magnitude < value_conversion_INT64_LIMIT || (text.startsWith("-") && magnitude === value_conversion_INT64_LIMIT);
}
function healthcheck(path, check) {
    const hasTest = typeof check.test === "string" || list(check.test).length > 0;
    if (check.disable !== true || !hasTest)
        return [];
    return [violation(path, "and `disable: true` exclude each other", "Remove one of the two.")];
}
const isSet = (value) => typeof value === "string" && value !== "" && !hasUnknown(value);
function credentials(path, specification, configs) {
    const given = ["config", "file", "registry"].filter((key) => isSet(specification[key]));
    if (given.length > 1) {
        const wrong = `excludes \`${given[0]}\``;
        return [violation([...path, given.at(-1)], wrong, "Keep one of `config`, `file` and `registry`.")];
    }
    const key = specification.config;
    if (!isSet(key) || !Object.hasOwn(configs, key))
        return [];
    const config = mapping(configs[key]);
    const name = [config.name, valueAt(config, ["external", "name"])].find(isSet);
    // The stack's name is not known here: a name that ends like that of the config may be the one deploy looks for.
    if (name === undefined || name === key || name.endsWith(`_${key}`))
        return [];
    const help = `Remove the name from the config \`${key}\`.`;
    return [violation([...path, "config"], "is a config with a name of its own, which deploy does not find", help)];
}
/** Secrets, or configs, of one service that would be files of one name. */
function sameTargets(path, references) {
    const seen = new Map();
    return references.flatMap((reference, index) => {
        const { source, target } = typeof reference === "string" ? { source: reference, target: "" } : mapping(reference);
        const file = target || source;
        if (!isSet(file))
            return [];
        const first = seen.get(file);
        if (first === undefined) {
            seen.set(file, index);
            return [];
        }
        const help = "Give each a `target` of its own, or remove one.";
        return [violation([...path, index], `has the same target as entry ${first + 1}`, help)];
    });
}
function withoutFile(path, value) {
    const known = [value.file, value.driver].some((text) => text !== undefined && text !== "");
    if (known || (value.external !== undefined && value.external !== false))
        return [];
    return [violation(path, "has no `file` and is not `external`", "Add `file`, or `external: true`.")];
}

;// CONCATENATED MODULE: ./build/src/stack/duration.js
const UNITS = new Map([
    ["ns", 1n],
    ["us", 1000n],
    ["µs", 1000n],
    ["μs", 1000n],
    ["ms", 1000000n],
    ["s", 1000000000n],
    ["m", 60000000000n],
    ["h", 3600000000000n],
]);
const PART = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
const duration_LONGEST = (1n << 63n) - 1n;
const LONGEST_DIGITS = duration_LONGEST.toString().length;
/** Why Go's `time.ParseDuration` refuses a text: not of its form, or beyond 292 years. undefined when it does not. */
function durationProblem(text) {
    const isNegative = text.startsWith("-");
    const unsigned = text.replace(/^[-+]/, "");
    if (unsigned === "0")
        return undefined;
    let total = 0n;
    PART.lastIndex = 0;
    do {
        const [, whole = "", fraction = "", unit] = PART.exec(unsigned) ?? [];
        if (unit === undefined || (whole === "" && fraction === ""))
            return "form";
        if (whole.replace(/^0+/, "").length > LONGEST_DIGITS)
            return "range";
        const factor = UNITS.get(unit);
        // Nineteen digits of a fraction are more than a nanosecond in an hour; longer ones only take time.
        const digits = fraction.slice(0, 19);
        total += BigInt(whole || 0) * factor + (BigInt(digits || 0) * factor) / 10n ** BigInt(digits.length);
    } while (PART.lastIndex < unsigned.length);
    return total > duration_LONGEST + (isNegative ? 1n : 0n) ? "range" : undefined;
}

;// CONCATENATED MODULE: ./build/src/stack/port-spec.js
const PROTOCOLS = new Set(["tcp", "udp", "sctp"]);
const LARGEST_PORT = 65535;
/** Why Docker refuses a port in short form, as the end of a sentence; undefined when it accepts it. Without the text itself. */
function portProblem(spec) {
    const parts = spec.split(":");
    const last = parts.pop();
    const published = parts.pop() ?? "";
    const address = parts.join(":");
    const [target = "", protocol = ""] = last.split("/");
    if (address !== "" && !isAddress(address))
        return "has something before the ports that is not an IP address";
    if (target === "")
        return "names no port of the container";
    const inside = portRange(target);
    if (!inside)
        return "has no valid port (0 to 65535) or range for the container";
    const outside = published === "" ? inside : portRange(published);
    if (!outside)
        return "has no valid published port (0 to 65535) or range";
    if (inside.length > 1 && inside.length !== outside.length)
        return "has two ranges of different length";
    if (protocol !== "" && !PROTOCOLS.has(protocol.toLowerCase()))
        return "has a protocol other than tcp, udp and sctp";
    return undefined;
}
/** A port, or a range of them; what follows a second hyphen is not read. */
function portRange(text) {
    const [first = "", last = first] = text.split("-", 2);
    const [from, to] = [port(first), port(last)];
    if (from === undefined || to === undefined || to < from)
        return undefined;
    return { length: to - from + 1 };
}
function port(text) {
    return /^[0-9]+$/.test(text) && Number(text) <= LARGEST_PORT ? Number(text) : undefined;
}
/** An IP address as Go's `net.ParseIP` reads it, IPv6 also in brackets. Empty brackets count as no address. */
function isAddress(text) {
    if (!text.startsWith("["))
        return isIPv4(text) || isIPv6(text);
    const inside = /^\[([^[\]]*)\]$/.exec(text)?.[1];
    return inside === "" || (inside !== undefined && (isIPv4(inside) || isIPv6(inside)));
}
function isIPv4(text) {
    const octets = text.split(".");
    return octets.length === 4 && octets.every((octet) => /^(?:0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) <= 255);
}
function isIPv6(text) {
    const halves = text.split("::");
    if (halves.length > 2)
        return false;
    let groups = 0;
    for (const [index, half] of halves.entries()) {
        const parts = half === "" ? [] : half.split(":");
        const tail = parts.at(-1) ?? "";
        if (index === halves.length - 1 && tail.includes(".")) {
            if (!isIPv4(tail))
                return false;
            parts.pop();
            groups += 2;
        }
        if (!parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part)))
            return false;
        groups += parts.length;
    }
    return halves.length === 2 ? groups < 8 : groups === 8;
}

;// CONCATENATED MODULE: ./build/src/stack/shell-words.js
/**
 * The words of a command in one string, or what is unfinished. As Docker splits (google/shlex), which is not
 * quite as a shell does: in double quotes a backslash goes before every character, and `#` starts a comment.
 */
function shellWords(text) {
    const words = [];
    let word;
    for (let at = 0; at < text.length; at++) {
        const character = text[at];
        if (" \t\r\n".includes(character)) {
            if (word !== undefined)
                words.push(word);
            word = undefined;
        }
        else if (character === "#" && word === undefined) {
            const end = text.indexOf("\n", at);
            at = end === -1 ? text.length : end;
        }
        else if (character === "\\") {
            at++;
            if (at === text.length)
                return "backslash";
            word = (word ?? "") + text[at];
        }
        else if (character === "'") {
            const end = text.indexOf("'", at + 1);
            if (end === -1)
                return "quote";
            word = (word ?? "") + text.slice(at + 1, end);
            at = end;
        }
        else if (character === '"') {
            const quoted = doubleQuoted(text, at + 1);
            if (typeof quoted === "string")
                return quoted;
            word = (word ?? "") + quoted.inside;
            at = quoted.end;
        }
        else {
            word = (word ?? "") + character;
        }
    }
    if (word !== undefined)
        words.push(word);
    return words;
}
function doubleQuoted(text, start) {
    let inside = "";
    for (let at = start; at < text.length; at++) {
        if (text[at] === '"')
            return { inside, end: at };
        if (text[at] === "\\")
            at++;
        if (at === text.length)
            return "backslash";
        inside += text[at];
    }
    return "quote";
}

;// CONCATENATED MODULE: ./build/src/stack/value-decoding.js








const value_decoding_REFUSES = "deploy refuses the file";
/** What deploy refuses while it reads one file, before it merges several. */
function validateDecoding(plain) {
    const root = mapping(plain);
    return [
        ...Object.entries(mapping(root.services)).flatMap(([name, service]) => value_decoding_inService(["services", name], service)),
        ...Object.entries(mapping(root.volumes)).flatMap(([name, volume]) => inVolume(["volumes", name], volume)),
        ...["networks", "secrets", "configs"].flatMap((section) => Object.entries(mapping(root[section])).flatMap(([name, value]) => conflicts([section, name], value))),
    ];
}
const value_decoding_split = (places) => places.map((place) => place.split("."));
const DURATION_PLACES = value_decoding_split(DURATIONS);
const SIZE_PLACES = value_decoding_split(SIZES);
const COMMAND_PLACES = value_decoding_split(["command", "entrypoint"]);
const RANGE_PLACES = value_decoding_split(["required_bytes", "limit_bytes"].map((key) => `x-cluster-spec.capacity_range.${key}`));
/** The texts at these places below `path`, each checked. */
function texts(path, value, places, check) {
    const found = [];
    for (const place of places) {
        const text = valueAt(value, place);
        if (typeof text === "string")
            found.push(...check([...path, ...place], text));
    }
    return found;
}
function value_decoding_inService(path, service) {
    return [
        ...texts(path, service, DURATION_PLACES, duration),
        ...texts(path, service, SIZE_PLACES, size),
        ...texts(path, service, COMMAND_PLACES, command),
        ...list(mapping(service).ports).flatMap((entry, index) => value_decoding_port([...path, "ports", index], entry)),
    ];
}
function inVolume(path, volume) {
    return texts(path, volume, RANGE_PLACES, size);
}
function duration(path, text) {
    const problem = durationProblem(text);
    if (problem === undefined)
        return [];
    if (problem === "range") {
        const message = `${subject(path)} is longer than 292 years; ${value_decoding_REFUSES}.`;
        return [{ path, at: "value", message, help: "Write a shorter time." }];
    }
    const help = /^\d+$/.test(text)
        ? "Add a unit, such as `s`."
        : "Write numbers with units, such as `90s` or `1m30s`; the units are `ns`, `us`, `ms`, `s`, `m` and `h`.";
    return [{ path, at: "value", message: `${subject(path)} is not a duration; ${value_decoding_REFUSES}.`, help }];
}
function size(path, text) {
    if (isByteSize(text))
        return [];
    const help = /\d[kmgtp]i$/i.test(text)
        ? "Write `M` or `MiB` for `Mi`, and so on: Docker does not know these units of Kubernetes."
        : "Write a number and a unit, such as `512M` or `1.5G`; the units are `b`, `k`, `m`, `g`, `t` and `p`.";
    return [{ path, at: "value", message: `${subject(path)} is not a size; ${value_decoding_REFUSES}.`, help }];
}
function command(path, text) {
    const words = shellWords(text);
    if (typeof words !== "string")
        return [];
    const wrong = words === "quote" ? "has a quote that is never closed" : "ends with a backslash";
    const help = `${words === "quote" ? "Close it" : "Remove it"}, or write the command as a list of words.`;
    return [{ path, at: "value", message: `${subject(path)} ${wrong}; ${value_decoding_REFUSES}.`, help }];
}
function value_decoding_port(path, entry) {
    const problem = typeof entry === "string" ? portProblem(entry) : undefined;
    if (problem === undefined)
        return [];
    const help = 'Write `"target"`, `"published:target"` or `"published:target/protocol"`.';
    return [{ path, at: "value", message: `${subject(path)} ${problem}; ${value_decoding_REFUSES}.`, help }];
}
/** Settings of a network, secret or config that exclude each other. */
function conflicts(path, written) {
    const value = mapping(written);
    const isExternal = value.external === true || mapping(value.external) === value.external;
    const found = [];
    if (value_decoding_isSet(value.name) && value_decoding_isSet(valueAt(value, ["external", "name"]))) {
        const message = `${subject(path)} has both \`name\` and \`external.name\`; ${value_decoding_REFUSES}.`;
        const help = "Keep `name`, and write `external: true`.";
        found.push({ path: [...path, "external", "name"], at: "value", message, help });
    }
    if (!isExternal && singular(path[0]) !== "network" && value_decoding_isSet(value.driver) && value_decoding_isSet(value.file)) {
        const message = `${subject(path)} has both \`driver\` and \`file\`; ${value_decoding_REFUSES}.`;
        found.push({ path: [...path, "file"], at: "value", message, help: "Keep one of the two." });
    }
    return found;
}
function value_decoding_isSet(value) {
    return typeof value === "string" && value !== "" && !hasUnknown(value);
}

;// CONCATENATED MODULE: ./build/src/stack/load.js
















/** The version that a file without one, or with `"3"`, counts as (CLI 27 to 29). */
const DEFAULT_VERSION = "3.13";
/** Reads parsed files, in order, as the one stack that `docker stack deploy -c a -c b` sees; with every reason to refuse it. */
function loadStack(parsed, environment, lookup = () => undefined) {
    const problems = parsed.flatMap((file) => file.problems);
    const roots = [];
    let version;
    for (const { root } of parsed) {
        if (!root)
            continue;
        const own = readVersion(root, problems);
        if (version !== undefined && own !== undefined && own !== version)
            problems.push(mismatch(root, version, own));
        version ??= own;
        findKeyProblems(root, problems);
        const filled = interpolate(root, environment, problems);
        load_validate(filled, own ?? DEFAULT_VERSION, problems);
        roots.push(filled);
    }
    const files = parsed.map((file) => file.file);
    const [first, ...rest] = roots;
    if (!first)
        return { files, version: DEFAULT_VERSION, services: [], volumes: new Map(), problems };
    if (rest.length > 0)
        for (const root of roots)
            readSections(root, problems);
    const whole = rest.reduce(mergeFiles, first);
    const merged = readSections(whole, problems);
    place(whole, "service-invalid", validateConversion(toPlain(whole)), problems);
    findUndefined(roots, problems);
    for (const root of roots)
        findMissingFiles(root, lookup, problems);
    problems.push(...checkMounts(merged.services, merged.volumes));
    return { files, version: version ?? DEFAULT_VERSION, ...merged, problems: load_withoutDoubles(problems) };
}
/** Parses and loads in one step. */
function readStack(files, environment) {
    return loadStack(files.map(parseFile), environment);
}
function readSections(root, problems) {
    return {
        services: readServices(child(root, "services"), problems),
        volumes: readVolumes(child(root, "volumes"), problems),
    };
}
/** The file's version, normalised; undefined when deploy refuses it. */
function readVersion(root, problems) {
    const entry = root.entries.get("version");
    if (!entry)
        return DEFAULT_VERSION;
    const { value } = entry;
    const refused = (rule, message, help) => {
        problems.push({
            rule,
            place: text_placeOf(value.start < value.end ? value : entry.key),
            message,
            help,
            subject: "version",
        });
    };
    if (value.kind !== "scalar" || value.value === null || typeof value.value === "boolean") {
        return refused("schema-invalid", "`version` must be a text; deploy refuses the file.", "Remove the line: it is optional.");
    }
    const text = printScalar(value);
    const normal = text === "" || text === "3" ? DEFAULT_VERSION : text;
    if (!isSupportedVersion(normal)) {
        const message = "`docker stack deploy` reads versions 3.0 to 3.13 only; it refuses the file.";
        return refused("schema-invalid", message, 'Remove the line: it is optional. Or write `version: "3.8"`.');
    }
    if (typeof value.value === "number") {
        const help = `Write \`version: "${text}"\`, or remove the line: it is optional.`;
        refused("unquoted-version", "`version` is written as a number and must be a text; deploy refuses the file.", help);
    }
    return normal;
}
function mismatch(root, first, own) {
    const entry = root.entries.get("version");
    const message = `This file counts as version ${own} and the first as ${first}; deploy refuses to combine them.`;
    const place = entry ? text_placeOf(entry.value) : { file: root.file, start: root.start, end: root.start };
    const help = "Give all files the same `version`, or none.";
    return { rule: "schema-invalid", place, message, help, subject: "version" };
}
/** What already `docker stack config` refuses, in one file. */
function load_validate(root, version, problems) {
    const plain = toPlain(root);
    place(root, "schema-invalid", validateStack(plain, version), problems);
    place(root, "value-invalid", validateDecoding(plain), problems);
}
function place(root, rule, violations, problems) {
    for (const violation of violations) {
        const found = locate(root, violation);
        if (found !== undefined)
            problems.push({ rule, ...found, message: violation.message, help: violation.help });
    }
}
/** Where a violation stands; undefined when it depends on a variable that is not set, or another rule reports it. */
function locate(root, { path, at }) {
    let tree = root;
    let place = { file: root.file, start: root.start, end: root.start };
    for (const [depth, step] of path.entries()) {
        const last = depth === path.length - 1;
        if (tree.kind === "mapping") {
            const entry = tree.entries.get(String(step));
            if (!entry)
                break;
            place = last && at === "key" ? entry.key : shown(entry.value, entry.key);
            tree = entry.value;
        }
        else if (tree.kind === "sequence") {
            const item = tree.items[Number(step)];
            if (!item)
                break;
            place = item;
            tree = item;
        }
    }
    if (dependsOnUnknown(tree))
        return undefined;
    const [section, name, key] = path;
    if (section === "version")
        return undefined;
    if (section === "services" && path.length === 3 && at === "key" && FORBIDDEN_KEYS.has(String(key)))
        return undefined;
    const subject = path.filter((step) => typeof step === "string").join(".");
    return {
        place: text_placeOf(place),
        subject,
        ...(section === "services" && name !== undefined ? { service: String(name) } : {}),
        ...(section === "volumes" && name !== undefined ? { volume: String(name) } : {}),
    };
}
/** A mapping that is wrong as a whole is shown by its key: its span would be many lines. */
function shown(value, key) {
    return value.kind === "scalar" && value.start < value.end ? value : key;
}
function dependsOnUnknown(tree) {
    return tree.kind === "scalar" && hasUnknown(tree.value);
}
/** A value used several times through an anchor is wrong once. */
function load_withoutDoubles(problems) {
    const seen = new Set();
    return problems.filter(({ rule, place, message }) => {
        const key = `${rule}\n${place.file.path}\n${place.start}\n${place.end}\n${message}`;
        return !seen.has(key) && seen.add(key);
    });
}

;// CONCATENATED MODULE: ./build/src/stack/target.js


/** Keys under `deploy` that mean nothing outside Swarm. Compose reads the others (`replicas`, `resources`, ...). */
const SWARM_DEPLOY_KEYS = ["placement", "update_config", "rollback_config", "endpoint_mode"];
const COMPOSE_TOP_KEYS = ["name", "include", "models"];
const COMPOSE_SERVICE_KEYS = [
    "extends",
    "profiles",
    "develop",
    "provider",
    "pull_policy",
    "post_start",
    "pre_start",
    "pre_stop",
    "scale",
    "gpus",
    "volumes_from",
];
const target_SECTIONS = ["services", "networks", "volumes", "secrets", "configs"];
/** Whether files are meant for Swarm or for `docker compose`. Evidence for Swarm beats everything else. */
function decideTarget(paths, roots) {
    for (const path of paths) {
        const name = path.slice(path.lastIndexOf("/") + 1);
        const word = /stack|swarm/i.exec(name)?.[0];
        if (word !== undefined)
            return { target: "swarm", reason: `the file name says "${word.toLowerCase()}"` };
    }
    for (const root of roots) {
        const evidence = swarmEvidence(root);
        if (evidence !== undefined)
            return { target: "swarm", reason: evidence };
    }
    for (const root of roots) {
        const evidence = composeEvidence(root);
        if (evidence !== undefined)
            return { target: "compose", reason: evidence };
    }
    return { target: "swarm", reason: "nothing in it is refused by `docker stack deploy`'s format" };
}
function swarmEvidence(root) {
    for (const { key, value } of entriesOf(child(root, "services"))) {
        const deploy = child(value, "deploy");
        const swarmKey = SWARM_DEPLOY_KEYS.find((name) => child(deploy, name) !== undefined);
        if (swarmKey !== undefined)
            return `service \`${key.name}\` sets \`deploy.${swarmKey}\``;
        const mode = values_of_textOf(child(deploy, "mode"))?.value;
        if (mode !== undefined && mode !== "replicated")
            return `service \`${key.name}\` sets \`deploy.mode\``;
    }
    for (const { key, value } of entriesOf(child(root, "networks"))) {
        if (values_of_textOf(child(value, "driver"))?.value === "overlay")
            return `network \`${key.name}\` uses the overlay driver`;
    }
    return undefined;
}
function composeEvidence(root) {
    const top = COMPOSE_TOP_KEYS.find((key) => root.entries.has(key));
    if (top !== undefined)
        return `the top-level key \`${top}\` exists only in Compose files`;
    const services = child(root, "services");
    for (const { key, value } of entriesOf(services)) {
        const found = COMPOSE_SERVICE_KEYS.find((name) => child(value, name) !== undefined);
        if (found !== undefined)
            return `service \`${key.name}\` sets \`${found}\`, which only Compose reads`;
        if (child(value, "depends_on")?.kind === "mapping") {
            return `service \`${key.name}\` writes \`depends_on\` as a mapping, which only Compose reads`;
        }
        if (buildsOnly(value))
            return `service \`${key.name}\` is built and has no \`image\`, which only Compose can run`;
        if (itemsOf(child(value, "env_file")).some((item) => item.kind === "mapping")) {
            return `service \`${key.name}\` writes \`env_file\` with options, which only Compose reads`;
        }
    }
    if (!target_SECTIONS.some((section) => root.entries.has(section)))
        return "it has none of the sections of a stack file";
    return undefined;
}
function buildsOnly(service) {
    return child(service, "build") !== undefined && child(service, "image") === undefined;
}

;// CONCATENATED MODULE: ./build/src/check.js








/** Checks files, in order, as one stack. */
function checkStack(files, options) {
    const paths = files.map(({ path }) => path);
    const parsed = files.map(parseFile);
    const decision = options.target === "auto"
        ? decideTarget(paths, parsed.flatMap(({ root }) => root ?? []))
        : { target: options.target, reason: `\`--target ${options.target}\`` };
    if (decision.target === "compose") {
        const reason = `a Compose file, not a Swarm stack: ${decision.reason}`;
        return { ...NOTHING, skipped: paths.map((path) => ({ path, reason })) };
    }
    const stack = loadStack(parsed, { variables: options.variables, unset: options.unsetVariables }, options.fileExists);
    const exposures = exposuresOf(stack, options.facts);
    const context = { stack, exposures, facts: options.facts };
    const findings = withFingerprints(rules.flatMap((rule) => Array.from(rule.check(context), (problem) => toFinding(rule, problem))));
    if (parsed.some(({ gaveUp }) => gaveUp)) {
        const skipped = parsed
            .filter(({ gaveUp }) => gaveUp)
            .map(({ file }) => ({ path: file.path, reason: "past a limit" }));
        return { ...NOTHING, findings, skipped, files: 0 };
    }
    return {
        findings,
        stack: {
            files: paths,
            target: "swarm",
            targetReason: decision.reason,
            verdict: findings.some(({ category }) => category === "rejected") ? "rejected" : "accepted",
            exposures: exposures.map(toReported),
        },
        skipped: [],
        services: stack.services.length,
        mounts: stack.services.reduce((count, service) => count + service.mounts.length, 0),
        files: files.length,
    };
}
const NOTHING = { findings: [], stack: undefined, skipped: [], services: 0, mounts: 0, files: 0 };
/** A file that could not be read as text. */
function unreadable(path, message, help) {
    const place = { file: { path, text: "" }, start: 0, end: 0 };
    const rule = rules.find(({ id }) => id === "file-unreadable");
    const findings = withFingerprints([toFinding(rule, { place, message, help, subject: "file" })]);
    return { ...NOTHING, findings, skipped: [{ path, reason: "could not be read" }] };
}
/** Puts everything together; findings are ordered by path, line, column and rule. */
function buildReport(checked, version) {
    const findings = checked.flatMap((one) => one.findings).sort(check_byPlace);
    const count = (severity) => findings.filter((finding) => finding.severity === severity).length;
    const sum = (of) => checked.reduce((total, one) => total + of(one), 0);
    const stacks = checked.flatMap(({ stack }) => stack ?? []);
    const skipped = checked.flatMap((one) => one.skipped);
    return {
        schemaVersion: 1,
        tool: { name: "swarm-volume-check", version },
        findings,
        stacks,
        skipped,
        summary: {
            filesChecked: sum(({ files }) => files),
            filesSkipped: skipped.length,
            stacks: stacks.length,
            services: sum(({ services }) => services),
            mounts: sum(({ mounts }) => mounts),
            errors: count("error"),
            warnings: count("warning"),
            notes: count("note"),
        },
    };
}
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
function check_byPlace(a, b) {
    return (compare(a.path, b.path) || a.startLine - b.startLine || a.startColumn - b.startColumn || compare(a.ruleId, b.ruleId));
}
function toFinding(rule, problem) {
    const { place, via, service, volume, help } = problem;
    const start = positionAt(place.file, place.start);
    const end = positionAt(place.file, Math.max(place.start, place.end));
    return {
        ruleId: rule.id,
        category: rule.category,
        severity: problem.severity ?? rule.severity,
        message: problem.message,
        ...(help === undefined ? {} : { help }),
        path: place.file.path,
        startLine: start.line,
        startColumn: start.column,
        endLine: end.line,
        endColumn: end.column,
        ...(service === undefined ? {} : { service }),
        ...(volume === undefined ? {} : { volume }),
        ...(via?.anchor ? { anchor: via.anchor } : {}),
        fingerprint: "",
        fixes: [],
        subject: problem.subject,
    };
}
/** Made of rule, path and structure, never of a line; equal ones are numbered in order. */
function withFingerprints(findings) {
    const seen = new Map();
    return findings.map(({ subject, ...finding }) => {
        const { ruleId, path, service = "", volume = "" } = finding;
        const base = [ruleId, path, service, volume, subject].join("\n");
        const ordinal = seen.get(base) ?? 0;
        seen.set(base, ordinal + 1);
        const fingerprint = (0,external_node_crypto_namespaceObject.hash)("sha256", `${base}\n${ordinal}`).slice(0, 32);
        return { ...finding, fingerprint };
    });
}
function toReported(exposure) {
    const { view, mount, volume, target, storage, survival } = exposure;
    const place = mount?.place ?? view.service.image?.place ?? view.service.place;
    const source = volume?.key ?? mount?.source?.value;
    return {
        service: view.service.name,
        ...(source === undefined ? {} : { source: showUnknown(source) }),
        target: showUnknown(target),
        role: exposure.role,
        storage: storage.kind,
        reach: storage.reach,
        roam: view.placement.roam,
        why: `${storage.why}; ${view.placement.why}`,
        path: place.file.path,
        startLine: positionAt(place.file, place.start).line,
        survival,
    };
}

;// CONCATENATED MODULE: ./build/src/report.js
/** Things that happen to a running task. `schemas/report.schema.json` describes each. */
const EVENTS = ["replaced", "moved", "node-lost", "zone-lost", "scaled-out"];

;// CONCATENATED MODULE: ./build/src/report/printable.js
/**
 * Characters that a terminal or a reader's eye would act on instead of showing: controls (line ends,
 * ESC, C1), bidirectional and other invisible format characters, lone surrogates, noncharacters.
 * The two joiners stay: emoji and several scripts need them.
 */
const UNSAFE = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;
function escapeCharacter(character) {
    const code = character.codePointAt(0);
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
/** Untrusted text (a file name, a message, a piece of YAML) as one line that any terminal or runner can show. */
function printable(text) {
    return withoutCommands(text.replace(UNSAFE, escapeCharacter));
}
/**
 * Text of any number of lines in which a GitHub runner finds no workflow command. It looks for `::`
 * at the start of a line, blanks aside, and for `##[` anywhere.
 */
function withoutCommands(text) {
    return text.replace(/^([^\S\r\n]*):(?=:)/gm, "$1\\u003a").replaceAll("##[", "#\\u0023[");
}
/** The same care for JSON text: each escape is the same value to whoever parses it. */
function printableJson(json) {
    const escaped = json.replace(UNSAFE, (character) => (character === "\n" ? character : jsonEscape(character)));
    return escaped.replaceAll("##[", "#\\u0023[");
}
function jsonEscape(character) {
    let escaped = "";
    for (let at = 0; at < character.length; at++) {
        escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
    }
    return escaped;
}

;// CONCATENATED MODULE: ./build/src/report/json.js


/** Every key of the report, in the order in which objects print theirs. */
const KEYS = [
    ...["schemaVersion", "tool", "name", "version", "summary", "findings"],
    ...["ruleId", "category", "severity", "message", "help", "path"],
    ...["startLine", "startColumn", "endLine", "endColumn", "service", "volume", "anchor", "fingerprint"],
    ...["fixes", "title", "safe", "edits", "start", "end", "text"],
    ...["filesChecked", "filesSkipped", "stacks", "services", "mounts", "errors", "warnings", "notes"],
    ...[
        "files",
        "source",
        "target",
        "targetReason",
        "verdict",
        "exposures",
        "role",
        "storage",
        "reach",
        "roam",
        "why",
        "survival",
    ],
    ...EVENTS,
    ...["skipped", "reason"],
];
/** The report as described by `schemas/report.schema.json`. */
function jsonReport(report) {
    return `${printableJson(JSON.stringify(report, KEYS, 2))}\n`;
}

;// CONCATENATED MODULE: ./build/src/report/color.js
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 };
/** A painter for terminals (`true`) or for plain text (`false`). */
function painter(color) {
    return color ? (style, text) => (text === "" ? "" : `\u001b[${CODES[style]}m${text}\u001b[0m`) : (_, text) => text;
}

;// CONCATENATED MODULE: ./build/src/report/fold.js
/** From this many on, notes of one rule in one file are one block. */
const MANY = 3;
/** Findings in their order; repeated notes stand together where the first of them stood. */
function foldNotes(findings) {
    const notes = new Map();
    for (const finding of findings) {
        if (finding.severity !== "note")
            continue;
        const key = `${finding.ruleId} ${finding.path}`;
        const same = notes.get(key);
        if (same)
            same.push(finding);
        else
            notes.set(key, [finding]);
    }
    return findings.flatMap((finding) => {
        const same = finding.severity === "note" ? notes.get(`${finding.ruleId} ${finding.path}`) : undefined;
        if (same === undefined || same.length < MANY)
            return [finding];
        return same[0] === finding ? [folded(same)] : [];
    });
}
function folded(notes) {
    const { path, ruleId } = notes[0];
    const groups = new Map();
    for (const note of notes) {
        const general = withoutNames(note);
        const key = JSON.stringify([general, note.help]);
        const group = groups.get(key);
        if (group === undefined) {
            groups.set(key, { message: note.message, help: note.help, lines: [note.startLine] });
        }
        else {
            if (group.message !== note.message)
                group.message = general;
            if (group.lines.at(-1) !== note.startLine)
                group.lines.push(note.startLine);
        }
    }
    return { path, ruleId, places: notes.length, groups: [...groups.values()] };
}
/** The message with an ellipsis for the service and the volume. */
function withoutNames({ message, service, volume }) {
    return message.replace(/[\w-]+(?:\.[\w-]+)*/g, (word) => (word === service || word === volume ? "…" : word));
}

;// CONCATENATED MODULE: ./build/src/report/secret-patterns.js
const SECRET_NAME = new RegExp([
    "passw(?:or)?d|passphrase|passcode|pwd|secret|token|credential|cookie|webhook",
    "api[_.-]?key|basic[_.-]?auth|authorization|htpasswd|masterauth|connection[_.-]?string",
    "(?:pass|salt|dsn|(?:^|[_.-])key)$",
    "(?:private|access|encryption|signing|master|license|account|shared|session|deploy|app|ssh|auth)[_.-]?key",
].join("|"), "i");
/** `secrets` lists names, and what ends like this says where a secret lies, not what it is. */
const HARMLESS_NAME = /^secrets$|(?:file|path|dir)$/i;
/** Whether the value under this name has to stay unseen. */
function isSecretName(name) {
    return SECRET_NAME.test(name) && !HARMLESS_NAME.test(name);
}
/** `$NAME` and `${NAME}` alone (or for a shell, with `$$`) give nothing away; with a default they might. */
function isReference(value) {
    return /^\${1,2}(?:\w+|\{\w+\})$/.test(value);
}
/** Secrets that show by their own form, whatever stands before them. */
const TOKENS = /\b(?:A[KS]IA[0-9A-Z]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|sk-[\w-]{20,}|SWMTKN-1-[\w-]+|eyJ[\w-]{10,}\.[\w.-]+)|\bbearer\s+[^\s"']+/gi;
/** Programs whose short options carry passwords: `-psecret`, `-a secret`, `-u user:secret`. */
const secret_patterns_PROGRAM = /\b(?:mysql|mariadb|mongo|sshpass|redis-cli|curl)/;
const SHORT_OPTION = /(?<![\w-])-(?:p|a|u)["',\s]*([^\s"',]+)/g;
/** What a line gives away by itself, without a telling name before it; offsets count from the line's start. */
function bareSecrets(line) {
    const spans = [];
    for (const match of line.matchAll(TOKENS))
        spans.push({ start: match.index, end: match.index + match[0].length });
    if (secret_patterns_PROGRAM.test(line)) {
        for (const match of line.matchAll(SHORT_OPTION)) {
            const end = match.index + match[0].length;
            spans.push({ start: end - match[1].length, end });
        }
    }
    if (line.includes("@")) {
        for (const match of line.matchAll(/\S+/g))
            spans.push(...userInformation(match[0], match.index));
    }
    return spans;
}
/** The part before the last `@` in `scheme://user:password@host`, and the password in `user:password@host`. */
function userInformation(word, offset) {
    const at = word.lastIndexOf("@");
    if (/^sha(?:256|512):/.test(word.slice(at + 1, at + 8)))
        return [];
    const scheme = word.indexOf("://");
    const colon = word.indexOf(":");
    const start = scheme !== -1 && scheme < at ? scheme + 3 : colon + 1;
    const user = word.slice(start, at);
    // An `@` in a path is none of this: `./data:/volume1/@docker`, `https://host/package@version`.
    const inPath = start === colon + 1 ? user.startsWith("/") : user.includes("/") && !user.includes(":");
    return start === 0 || user === "" || inPath ? [] : [{ start: offset + start, end: offset + at }];
}

;// CONCATENATED MODULE: ./build/src/report/secret-values.js

const NAMED = /(?<![\w.-])([\w.-]+)(\\?["'])?([ \t]{0,8})(:(?!:)|=)([ \t]{0,8})/g;
const OPTION = /(?<![\w-])(?:-{1,2}([A-Za-z][\w.-]*)|(requirepass|masterauth))["']?(?:[\s,]+|$)/g;
/** Where a quoted text that starts behind `quote` ends; the line's end when it goes on behind it. */
function closingQuote(line, from, quote) {
    for (let at = line.indexOf(quote, from); at !== -1; at = line.indexOf(quote, at + 1)) {
        if (quote === "'" && line[at + 1] === "'")
            at++;
        else if (quote !== '"' || !isEscaped(line, at))
            return at;
    }
    return line.length;
}
function isEscaped(line, at) {
    let slashes = 0;
    while (line[at - 1 - slashes] === "\\")
        slashes++;
    return slashes % 2 === 1;
}
/** Where a plain value ends: before a comment or at the line's end, without the blanks there. */
function plainEnd(line, from) {
    const comment = line.indexOf(" #", from);
    let end = comment === -1 ? line.length : comment;
    while (end > from && /\s/.test(line[end - 1]))
        end--;
    return end;
}
/** Looks at a line from left to right and remembers, so that a line of megabytes stays cheap. */
class Scalars {
    #line;
    #at;
    #quote;
    #quotedEnd = -1;
    #plainEnd = -1;
    #semicolon = -1;
    constructor(line, from) {
        this.#line = line;
        this.#at = from;
    }
    /** The quote that a place stands in, if any. */
    quoteAt(place) {
        for (; this.#at < place; this.#at++) {
            const character = this.#line[this.#at];
            if (this.#quote === undefined) {
                const opens = (character === '"' || character === "'") && /^[\s[{(,=:]?$/.test(this.#line[this.#at - 1] ?? "");
                if (opens)
                    this.#quote = character;
            }
            else if (character === "\\" && this.#quote === '"')
                this.#at++;
            else if (character === this.#quote)
                this.#quote = undefined;
        }
        return this.#quote;
    }
    /** Where the scalar that holds a place ends. */
    endFrom(place) {
        if (this.#quote !== undefined) {
            if (this.#quotedEnd < place)
                this.#quotedEnd = closingQuote(this.#line, place, this.#quote);
            return this.#quotedEnd;
        }
        if (this.#plainEnd < place)
            this.#plainEnd = plainEnd(this.#line, place);
        return this.#plainEnd;
    }
    /** Whether the scalar goes on with a semicolon: `Password=a,b;Database=c` and shell lines. */
    hasSemicolon(place) {
        if (this.#semicolon < place) {
            const found = this.#line.indexOf(";", place);
            this.#semicolon = found === -1 ? this.#line.length : found;
        }
        return this.#semicolon < this.endFrom(place);
    }
}
/** `node.labels.secret==yes`, or `a == b` in a shell line; the value of `TOKEN==abc` is `=abc`. */
function isComparison(line, begin, name, before) {
    return line[begin] === "=" && line[begin - 1] === "=" && (before !== "" || /^(?:node|engine)\./i.test(name));
}
/**
 * Secrets named within a line: `password=value`, `--token=value`, `"apiKey": "value"`, `{PASSWORD: value}`.
 * `bracket` says that the line begins between brackets.
 */
function namedSecrets(line, from, bracket) {
    const scalars = new Scalars(line, from);
    const brace = bracket ? 0 : line.slice(from).search(/[[{]/);
    const spans = [];
    let open;
    NAMED.lastIndex = from;
    for (let match = NAMED.exec(line); match; match = NAMED.exec(line)) {
        const [whole, name = "", closing, before = "", separator, after = ""] = match;
        const begin = match.index + whole.length;
        if (!isSecretName(name.slice(-100)) || isComparison(line, begin, name, before))
            continue;
        const quote = scalars.quoteAt(match.index);
        const inFlow = brace !== -1 && from + brace <= match.index;
        const plainInFlow = inFlow && quote === undefined;
        if (begin === line.length) {
            open = plainInFlow && separator === ":" ? "undecided" : undefined;
            break;
        }
        const direct = quote !== undefined && line[match.index - 1] === quote && closing === undefined;
        const entry = separator === "=" && plainInFlow;
        const own = direct || entry ? null : /^\\?(["'])/.exec(line.slice(begin, begin + 2));
        const spaced = separator === ":" ? after !== "" || closing !== undefined || own : after === "" || before !== "";
        const bare = separator === ":" && /passw(?:or)?d$/i.test(name) && line[begin] !== "/";
        if (!spaced && !bare && !direct && !entry)
            continue;
        const start = begin + (own?.[0].length ?? 0);
        let end = scalars.endFrom(start);
        if (own)
            end = closingQuote(line, start, own[1]);
        else if (separator === ":" || plainInFlow) {
            if (inFlow)
                end = firstOf(/[,}\]]/g, line, start, end);
        }
        else if (before === "" && !direct && !scalars.hasSemicolon(start)) {
            end = firstOf(name.startsWith("-") ? /\s/g : /\s|,(?=[\w.-]+=)/g, line, start, end);
        }
        if (!isReference(line.slice(start, end)))
            spans.push({ start, end });
        if (inFlow && line.slice(end).trim() === "") {
            const around = own ? own[1] : direct ? quote : undefined;
            open = plainInFlow && !own ? "item" : around;
        }
        NAMED.lastIndex = Math.max(end, start);
    }
    return { spans, open };
}
function firstOf(pattern, line, from, end) {
    pattern.lastIndex = from;
    const match = pattern.exec(line);
    return match && match.index < end ? match.index : end;
}
/** The arguments of options that name a secret: `--requirepass value`. `open` when the argument stands on the next line. */
function optionSecrets(line, from) {
    const spans = [];
    const brace = line.slice(from).search(/[[{]/);
    OPTION.lastIndex = from;
    for (let match = OPTION.exec(line); match; match = OPTION.exec(line)) {
        if (!isSecretName((match[1] ?? match[2] ?? "").slice(-100)))
            continue;
        const start = match.index + match[0].length;
        if (start === line.length)
            return { spans, open: true };
        const quote = line[start];
        if (quote === "-")
            continue;
        const quoted = quote === '"' || quote === "'";
        const inFlow = brace !== -1 && from + brace < match.index;
        const end = quoted
            ? closingQuote(line, start + 1, quote)
            : firstOf(inFlow ? /[\s,\]]/g : /\s/g, line, start, line.length);
        if (!isReference(line.slice(start, end)))
            spans.push({ start: quoted ? start + 1 : start, end });
    }
    return { spans, open: false };
}

;// CONCATENATED MODULE: ./build/src/report/secrets.js


/** Line by line instead of by the parser: a file that is no YAML is shown too. */
class Scanner {
    spans = [];
    #hidden;
    #offset = 0;
    /** The line begins between brackets, as far as the end of the line before tells. */
    #bracket = false;
    /** The column of the dash when the line before began a list entry as a block of lines, else -1. */
    #header = -1;
    line(line, offset) {
        this.#offset = offset;
        const indent = line.search(/\S/);
        if (indent === -1)
            return;
        const from = this.#hidden ? this.#continue(line, indent, this.#hidden) : indent;
        if (from < line.length)
            this.#fresh(line, from, from === indent);
        this.#header = /^(\s*)-\s+[|>][-+\d]*\s*(?:#.*)?$/.exec(line)?.[1]?.length ?? -1;
        const last = line.trimEnd().at(-1);
        if (last !== ":")
            this.#bracket = "[{,".includes(last);
    }
    #mask(start, end) {
        if (start < end)
            this.spans.push({ start: this.#offset + start, end: this.#offset + end });
    }
    /** Masks what belongs to an earlier line's value and returns where the line's own text begins. */
    #continue(line, indent, hidden) {
        const dash = /^\s*-(?:\s|$)/.test(line);
        const inside = indent > hidden.indent || (dash && indent === hidden.indent && hidden.kind !== "block");
        if (hidden.kind === "key")
            return this.#keyBlock(line, indent, hidden);
        if (hidden.kind === "argument") {
            this.#hidden = undefined;
            const start = /^\s*(?:-\s+)?/.exec(line)?.[0].length ?? indent;
            if (/^["']?-/.test(line.slice(start)))
                return indent;
            this.#mask(start, line.length);
            return line.length;
        }
        if (hidden.kind === "item")
            return this.#item(line, indent);
        const closes = hidden.kind === "flow" && /^\s*[\]}]/.test(line);
        if (!inside && !closes) {
            this.#hidden = undefined;
            return indent;
        }
        if (hidden.kind === "undecided") {
            if (line[indent] === "#")
                return indent;
            if (!dash && /^(?:"[^"]*"|'[^']*'|[^\s"'#][^#]*?):(?:\s|$)/.test(line.slice(indent))) {
                this.#hidden = undefined;
                return indent;
            }
            this.#hidden = undefined;
            if (!dash)
                return this.#value(line, indent, hidden.indent);
            this.#hidden = { kind: "items", indent: hidden.indent };
        }
        if (hidden.kind === "quoted") {
            const end = closingQuote(line, indent, hidden.quote);
            this.#mask(indent, end);
            if (end < line.length)
                this.#hidden = undefined;
            return end + 1;
        }
        const start = dash && hidden.kind !== "block" ? (/^\s*-\s*/.exec(line)?.[0].length ?? indent) : indent;
        this.#mask(start, line.length);
        return line.length;
    }
    /** A plain value between brackets: hidden up to a comma at a line's end, a bracket, or another key. */
    #item(line, indent) {
        if (/^\s*(?:[\]}]|["']?[\w.-]+["']?:(?:\s|$))/.test(line)) {
            this.#hidden = undefined;
            return indent;
        }
        this.#mask(indent, line.length);
        if (line.trimEnd().endsWith(","))
            this.#hidden = undefined;
        return line.length;
    }
    /** What may follow a plain value that ends with its line. */
    #goesOn(line, indent) {
        if (!this.#bracket)
            return { kind: "block", indent };
        return line.trimEnd().endsWith(",") ? undefined : { kind: "item", indent };
    }
    /** A private key: hidden up to the line that ends it. */
    #keyBlock(line, indent, hidden) {
        if (indent < hidden.indent) {
            this.#hidden = undefined;
            return indent;
        }
        this.#mask(indent, line.length);
        if (line.includes("-----END"))
            this.#hidden = undefined;
        return line.length;
    }
    #fresh(line, from, whole) {
        const begin = line.search(/-----BEGIN [A-Z ]*PRIVATE KEY/);
        if (begin !== -1) {
            this.#mask(begin, line.length);
            if (!line.includes("-----END"))
                this.#hidden = { kind: "key", indent: Math.min(begin, line.search(/\S/)) };
            return;
        }
        const rest = whole ? this.#entry(line) : from;
        for (const { start, end } of bareSecrets(line))
            this.#mask(start, end);
        const named = namedSecrets(line, rest, this.#bracket);
        for (const { start, end } of named.spans)
            this.#mask(start, end);
        if (named.open === "item" || named.open === "undecided")
            this.#hidden = { kind: named.open, indent: -1 };
        else if (named.open)
            this.#hidden = { kind: "quoted", indent: -1, quote: named.open };
        const options = optionSecrets(line, rest);
        for (const { start, end } of options.spans)
            this.#mask(start, end);
        if (options.open)
            this.#hidden = { kind: "argument", indent: 0 };
    }
    /** The line as a whole: `KEY: value`, `- KEY=value`, also commented out. Returns where to look on. */
    #entry(line) {
        const match = /^(\s*(?:#\s*)?(?:[-?]\s+)*)(["']?)([\w.-]+)(["']?)([ \t]{0,8}:(?=\s|$)|=)/.exec(line);
        if (!match)
            return 0;
        const [whole, prefix = "", quote = "", name = "", closing = "", separator = ""] = match;
        const mapping = separator.endsWith(":");
        if (isComparison(line, whole.length, name, ""))
            return 0;
        if (name.startsWith("-") || (mapping ? quote !== closing : closing !== "") || !isSecretName(name.slice(-100)))
            return 0;
        const start = whole.length + line.slice(whole.length).search(/\S|$/);
        if (prefix.includes("#")) {
            this.#mask(start, line.length);
            return line.length;
        }
        if (mapping)
            return this.#value(line, start, prefix.length);
        const dash = Math.max(prefix.lastIndexOf("-"), this.#header);
        // Only behind a dash is it certain that ` #` begins a comment: a block of lines has none.
        const plain = prefix.includes("-") ? plainEnd(line, start) : line.trimEnd().length;
        const end = quote === "" ? plain : closingQuote(line, start, quote);
        if (!isReference(line.slice(start, end)))
            this.#mask(start, end);
        const outer = this.#bracket ? -1 : dash;
        if (quote !== "" && end === line.length)
            this.#hidden = { kind: "quoted", indent: outer, quote };
        else if (quote === "" && (dash !== -1 || this.#bracket))
            this.#hidden = this.#goesOn(line, dash);
        return end;
    }
    /** The value of a mapping's key in column `indent`. */
    #value(line, from, indent) {
        const properties = /^(?:[&!]\S*(?:\s+|$))+/.exec(line.slice(from))?.[0] ?? "";
        const start = from + properties.length;
        const first = line[start];
        if (first === undefined || first === "#") {
            this.#hidden = { kind: "undecided", indent: this.#bracket ? -1 : indent };
            return line.length;
        }
        if (first === "*")
            return line.length;
        if (/^[|>][-+\d]*(?:\s|$)/.test(line.slice(start))) {
            this.#hidden = { kind: "block", indent };
            return line.length;
        }
        if (first === '"' || first === "'") {
            const end = closingQuote(line, start + 1, first);
            if (isReference(line.slice(start + 1, end)))
                return end + 1;
            this.#mask(start + 1, end);
            if (end === line.length)
                this.#hidden = { kind: "quoted", indent: this.#bracket ? -1 : indent, quote: first };
            return end + 1;
        }
        if (first === "{" || first === "[") {
            this.#mask(start, line.length);
            this.#hidden = { kind: "flow", indent };
            return line.length;
        }
        const end = plainEnd(line, start);
        if (!isReference(line.slice(start, end).replace(/,$/, "")))
            this.#mask(start, end);
        this.#hidden = this.#goesOn(line, indent);
        return end;
    }
}
const known = new WeakMap();
/** Where values that may be secrets stand in a file: sorted, apart from each other, none across a line's end. */
function secretSpans(file) {
    const before = known.get(file);
    if (before)
        return before;
    const scanner = new Scanner();
    const { text } = file;
    for (let start = 0; start < text.length;) {
        const found = text.indexOf("\n", start);
        const end = found === -1 ? text.length : found;
        scanner.line(text.slice(start, end).replace(/\r$/, ""), start);
        start = end + 1;
    }
    const merged = [];
    for (const span of scanner.spans.sort((a, b) => a.start - b.start)) {
        const last = merged.at(-1);
        if (last && span.start <= last.end)
            merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
        else
            merged.push(span);
    }
    known.set(file, merged);
    return merged;
}

;// CONCATENATED MODULE: ./build/src/report/width.js
const ZERO = /^[\p{Mn}\p{Me}\u200C\u200D]$/u;
const WIDE = /^[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]$/u;
/** The terminal columns that one character (a code point) takes. */
function characterWidth(character) {
    if (character <= "~")
        return 1;
    if (ZERO.test(character))
        return 0;
    return WIDE.test(character) ? 2 : 1;
}
/** The terminal columns of a printable text. */
function textWidth(text) {
    let width = 0;
    for (const character of text)
        width += characterWidth(character);
    return width;
}
/** The text with blanks behind it up to a width. */
function padded(text, width) {
    return text + " ".repeat(Math.max(0, width - textWidth(text)));
}
/** The text, or its two ends around an ellipsis when it is wider than `width`. */
function cropped(text, width) {
    if (textWidth(text) <= width)
        return text;
    const characters = Array.from(text);
    const room = width - 1;
    const head = fitting(characters, Math.floor(room / 2));
    const tail = fitting(characters.toReversed(), room - Math.floor(room / 2));
    return `${head.join("")}…${tail.toReversed().join("")}`;
}
function fitting(characters, room) {
    let width = 0;
    const end = characters.findIndex((character) => {
        width += characterWidth(character);
        return width > room;
    });
    return characters.slice(0, end);
}
/** Lines of at most `columns` (unless one word is longer), or one line when `columns` is not known. */
function wrapped(text, columns) {
    if (columns === undefined)
        return [text];
    const lines = [];
    let line = "";
    for (const word of text.split(" ")) {
        if (line !== "" && textWidth(line) + 1 + textWidth(word) > columns) {
            lines.push(line);
            line = word;
        }
        else
            line = line === "" ? word : `${line} ${word}`;
    }
    lines.push(line);
    return lines;
}

;// CONCATENATED MODULE: ./build/src/report/frame.js




const MASK = "****";
const TAB = 4;
const BYTE_ORDER_MARK = "\uFEFF";
const CONTEXT_LINES = 2;
/** What a line may take where the width of the output is not known. */
const DEFAULT_COLUMNS = 120;
/** Code units around the span that are looked at; a file may be one line of megabytes. */
const REACH = 600;
/** The line a finding points at with its marker, below what stands just before it. Secrets are masked. */
function codeFrame(file, place, options) {
    const { paint, style } = options;
    const line = lineText(file, place.startLine);
    const gutter = String(place.startLine).length;
    const room = Math.min(240, Math.max(24, (options.columns ?? DEFAULT_COLUMNS) - gutter - 7));
    const end = place.endLine > place.startLine ? line.trimEnd().length : place.endColumn - 1;
    const shown = show(file, place.startLine, { start: place.startColumn - 1, end }, room);
    const context = shown.cutLeft ? [] : contextLines(file, place.startLine);
    const row = (number, text) => `    ${paint("dim", `${number.padStart(gutter)} |`)}${text === "" ? "" : ` ${text}`}`;
    return [
        ...context.map((number) => row(String(number), show(file, number, { start: 0, end: 0 }, room).text)),
        row(String(place.startLine), shown.text),
        row("", paint(style, shown.marker)),
    ];
}
/** Up to two lines before a line that belong with it: no blank line, comment or document start between them. */
function contextLines(file, line) {
    let first = line;
    while (first > Math.max(1, line - CONTEXT_LINES) && !/^\s*(?:#|---|$)/.test(lineText(file, first - 1)))
        first--;
    return Array.from({ length: line - first }, (_, index) => first + index);
}
function show(file, number, span, room) {
    const line = lineText(file, number);
    const from = span.start > REACH ? wholeCharacter(line, span.start - REACH / 2) : 0;
    const to = wholeCharacter(line, Math.min(line.length, from + 2 * REACH));
    const cells = cellsOf(line.slice(from, to), from, maskedIn(file, number, line));
    if (number === 1 && from === 0 && line.startsWith(BYTE_ORDER_MARK))
        cells[0] = { text: "", width: 0, start: 0, end: 1 };
    const before = cells.filter((cell) => cell.end <= span.start).reduce((sum, cell) => sum + cell.width, 0);
    const total = cells.reduce((sum, cell) => sum + cell.width, 0);
    const fits = from === 0 && to === line.length && total <= room;
    const left = fits ? 0 : Math.max(0, Math.min(before - Math.floor(room / 3), total - room));
    const cutLeft = from > 0 || left > 0;
    const cutRight = to < line.length || total - left > room;
    // Each ellipsis takes a column; at the left it takes that of a cell only where cells were cut.
    const first = left > 0 ? left + 1 : 0;
    const last = left + room - (cutRight ? 1 : 0) - (cutLeft && left === 0 ? 1 : 0);
    let text = cutLeft ? "…" : "";
    let indent;
    let marked = 0;
    let at = 0;
    let width = textWidth(text);
    for (const cell of cells) {
        const visible = at >= first && at + cell.width <= last;
        at += cell.width;
        if (!visible)
            continue;
        const inside = cell.start < span.end && cell.end > span.start;
        if (inside || (indent === undefined && cell.start >= span.start))
            indent ??= width;
        if (inside)
            marked += cell.width;
        text += cell.text;
        width += cell.width;
    }
    const marker = " ".repeat(indent ?? width) + "^".repeat(Math.max(1, marked));
    return { text: cutRight ? `${text}…` : text, marker, cutLeft };
}
/** `at`, or one less where it would cut a surrogate pair. */
function wholeCharacter(line, at) {
    const unit = line.charCodeAt(at);
    return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
function cellsOf(text, from, masked) {
    const cells = [];
    let column = 0;
    let mask = 0;
    for (let at = 0; at < text.length;) {
        const start = from + at;
        while ((masked[mask]?.end ?? Number.POSITIVE_INFINITY) <= start)
            mask++;
        const secret = masked[mask];
        const character = String.fromCodePoint(text.codePointAt(at));
        let cell;
        if (secret && secret.start <= start)
            cell = { text: MASK, width: MASK.length, start, end: secret.end };
        else {
            const shown = shownAs(character, column, text.slice(at, at + 3));
            const width = shown === character ? characterWidth(character) : shown.length;
            cell = { text: shown, width, start, end: start + character.length };
        }
        cells.push(cell);
        column += cell.width;
        at = cell.end - from;
    }
    return cells;
}
function shownAs(character, column, ahead) {
    if (character === "\t")
        return " ".repeat(TAB - (column % TAB));
    if (ahead === "##[")
        return "\\u0023";
    return character >= " " && character <= "~" ? character : printable(character);
}
/** The secrets of one line, as offsets into it. */
function maskedIn(file, number, line) {
    const spans = secretSpans(file);
    let low = 0;
    let high = spans.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (positionAt(file, spans[middle].start).line < number)
            low = middle + 1;
        else
            high = middle;
    }
    const found = [];
    for (let at = low; at < spans.length; at++) {
        const span = spans[at];
        const { line: on, column } = positionAt(file, span.start);
        if (on !== number)
            break;
        found.push({ start: column - 1, end: Math.min(line.length, column - 1 + span.end - span.start) });
    }
    return found;
}

;// CONCATENATED MODULE: ./build/src/report/survival-table.js



const HEADINGS = {
    replaced: "restarted here",
    moved: "moved",
    "node-lost": "node lost",
    "zone-lost": "zone lost",
    "scaled-out": "scaled out",
};
const OUTCOMES = {
    kept: { style: "green", meaning: "the same data is there" },
    empty: { style: "red", meaning: "the task starts on nothing while the old data stays where it was" },
    lost: { style: "red", meaning: "the data is gone" },
    split: { style: "magenta", meaning: "each task has data of its own" },
    down: { style: "yellow", meaning: "no task runs until the node or zone is back; the data waits there" },
    rejected: { style: "red", meaning: "Swarm cannot start the task" },
    stale: { style: "yellow", meaning: "the task finds an older copy of the data" },
    unknown: { style: "dim", meaning: "the file does not say enough to know" },
};
/** What a mount is for when nothing depends on its data; it is said, and its outcomes are not coloured. */
const ASIDES = {
    idle: "keeps nothing",
    cache: "cache",
    config: "configuration",
    system: "system",
    "read-only": "read-only",
};
const GAP = "  ";
const NARROWEST = 12;
/** One line per mount and one column per event; nothing when the stack mounts nothing. */
function survivalTable(stack, columns, paint) {
    if (stack.exposures.length === 0)
        return [];
    const rows = stack.exposures.map(rowOf);
    const layout = layOut(rows, columns);
    const { headings, serviceWidth, mountWidth, eventWidths } = layout;
    const line = (service, mount, cells) => [padded(service, serviceWidth), padded(mount, mountWidth), ...cells].join(GAP).trimEnd();
    const head = headings.map((texts, index) => {
        const last = index === headings.length - 1;
        const cells = texts.map((text, at) => padded(text, eventWidths[at]));
        return GAP + paint("dim", line(last ? "service" : "", last ? "mount" : "", cells));
    });
    const body = rows.map(({ service, mount, aside, outcomes }) => {
        const cells = outcomes.map((outcome, at) => {
            const blanks = " ".repeat(eventWidths[at] - outcome.length);
            return paint(aside === "" ? OUTCOMES[outcome].style : "dim", outcome) + blanks;
        });
        const shown = cropped(mount, Math.max(NARROWEST / 2, mountWidth - aside.length)) + aside;
        return GAP + line(cropped(service, serviceWidth), shown, cells);
    });
    return [...head, ...body];
}
function rowOf({ service, source, target, role, survival }) {
    return {
        service: printable(service),
        mount: printable(source === undefined ? target : `${source}:${target}`),
        aside: ASIDES[role] === undefined ? "" : ` (${ASIDES[role]})`,
        outcomes: EVENTS.map((event) => survival[event]),
    };
}
function layOut(rows, columns = Number.POSITIVE_INFINITY) {
    const services = widest(["service", ...rows.map(({ service }) => service)]);
    const mounts = widest(["mount", ...rows.map(({ mount, aside }) => mount + aside)]);
    const full = [EVENTS.map((event) => HEADINGS[event])];
    const fits = 2 * GAP.length + services + mounts + eventsWidth(full, rows) <= columns;
    const headings = fits ? full : survival_table_folded(full);
    const left = Math.max(2 * NARROWEST, columns - 2 * GAP.length - eventsWidth(headings, rows));
    const serviceWidth = Math.min(services, Math.max(NARROWEST, Math.floor(left / 3)));
    return {
        headings,
        serviceWidth,
        mountWidth: Math.min(mounts, left - serviceWidth),
        eventWidths: eventWidths(headings, rows),
    };
}
function eventWidths(headings, rows) {
    return EVENTS.map((_, at) => widest([...headings.map((texts) => texts[at]), ...rows.map(({ outcomes }) => outcomes[at])]));
}
/** The width of the events' columns with the gaps before them. */
function eventsWidth(headings, rows) {
    return eventWidths(headings, rows).reduce((sum, width) => sum + GAP.length + width, 0);
}
/** `node lost` as two lines, so that the names keep room. */
function survival_table_folded([headings]) {
    const words = headings.map((heading) => heading.split(" "));
    return [words.map((pair) => pair.slice(0, -1).join(" ")), words.map((pair) => pair.at(-1))];
}
/** What the outcomes that occur in the tables mean, in the order of the type. */
function legend(stacks, paint) {
    const used = new Set(stacks.flatMap((stack) => stack.exposures.flatMap((exposure) => Object.values(exposure.survival))));
    const outcomes = Object.keys(OUTCOMES).filter((outcome) => used.has(outcome));
    const width = widest(outcomes);
    return outcomes.map((outcome) => {
        const { style, meaning } = OUTCOMES[outcome];
        return `${GAP}${paint(style, outcome)}${" ".repeat(width - outcome.length)}${GAP}${paint("dim", meaning)}`;
    });
}
function widest(texts) {
    return texts.reduce((width, text) => Math.max(width, textWidth(text)), 0);
}

;// CONCATENATED MODULE: ./build/src/report/text.js






const STYLES = { error: "red", warning: "yellow", note: "cyan" };
const SEVERITIES = ["error", "warning", "note"];
/** Up to here skipped files are listed one by one, then by reason with a few examples. */
const FEW_SKIPPED = 5;
const EXAMPLES = 3;
/** The longest list of reasons that the count line takes in. */
const SHORT_REASONS = 60;
/** The report for a terminal or a log. */
function textReport({ report, sources }, options) {
    const context = { ...options, paint: painter(options.color) };
    const shown = report.findings.filter(({ severity }) => !options.quiet || severity === "error");
    const blocks = foldNotes(shown.sort(compareFindings)).map((item) => "groups" in item ? foldedBlock(item, context) : findingBlock(item, sources.get(item.path), context));
    if (!options.quiet)
        blocks.push(...survivalBlocks(report, context), ...skippedBlock(report.skipped, context));
    blocks.push([countLine(report, context.paint)]);
    return withoutCommands(`${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`);
}
/** By path, line, column and severity; the rest only keeps the order the same from run to run. */
function compareFindings(a, b) {
    return (compareTexts(a.path, b.path) ||
        a.startLine - b.startLine ||
        a.startColumn - b.startColumn ||
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        compareTexts(a.ruleId, b.ruleId) ||
        compareTexts(a.message, b.message));
}
function compareTexts(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}
function findingBlock(finding, source, context) {
    const { paint, columns } = context;
    const style = STYLES[finding.severity];
    const place = `${printable(finding.path)}:${finding.startLine}:${finding.startColumn}`;
    const frame = source ? ["", ...codeFrame(source, finding, { columns, paint, style }), ""] : [];
    const anchor = finding.anchor === undefined ? [] : remark("anchor", `the value is written at \`&${finding.anchor}\``, context);
    const help = finding.help === undefined ? [] : remark("help", finding.help, context);
    const tail = [...anchor, ...help];
    if (tail.length === 0)
        frame.pop();
    return [
        `${paint("bold", place)}  ${paint(style, finding.severity)}  ${paint("dim", printable(finding.ruleId))}`,
        ...indented(finding.message, context),
        ...frame,
        ...tail,
    ];
}
function foldedBlock({ path, ruleId, places, groups }, context) {
    const { paint } = context;
    const lines = [
        `${paint("bold", printable(path))}  ${paint(STYLES.note, "note")}  ${paint("dim", `${printable(ruleId)}, ${places} places`)}`,
    ];
    groups.forEach(({ message, help, lines: numbers }, index) => {
        const where = `${numbers.length === 1 ? "line" : "lines"} ${numbers.join(", ")}`;
        lines.push(...indented(message, context), ...indented(where, context, "    ").map((line) => paint("dim", line)));
        if (help !== undefined && groups[index + 1]?.help !== help)
            lines.push(...remark("help", help, context));
    });
    return lines;
}
function indented(text, { columns }, indent = "  ") {
    const room = columns === undefined ? undefined : columns - indent.length;
    return wrapped(printable(text), room).map((line) => indent + line);
}
function remark(label, text, { columns, paint }) {
    const head = `  = ${label}: `;
    const lines = wrapped(printable(text), columns === undefined ? undefined : columns - head.length);
    return lines.map((line, index) => (index === 0 ? paint("dim", head) : " ".repeat(head.length)) + line);
}
function survivalBlocks({ stacks }, { columns, paint }) {
    const blocks = stacks.flatMap((stack) => {
        const table = survivalTable(stack, columns, paint);
        if (table.length === 0)
            return [];
        const refused = stack.verdict === "rejected" ? `  ${paint("red", "docker stack deploy refuses this stack")}` : "";
        return [[`${paint("bold", stack.files.map(printable).join(" + "))}${refused}`, ...table]];
    });
    const [first, ...others] = blocks;
    if (first === undefined)
        return [];
    return [[paint("bold", "What happens to the data"), "", ...first], ...others, legend(stacks, paint)];
}
/** Files by reason; what follows a colon in a reason is about one file only. */
function byReason(skipped) {
    const reasons = new Map();
    for (const { path, reason } of skipped) {
        const general = reason.split(": ", 1)[0];
        const paths = reasons.get(general);
        if (paths)
            paths.push(printable(path));
        else
            reasons.set(general, [printable(path)]);
    }
    return [...reasons].map(([reason, paths]) => [printable(reason), paths]);
}
function skippedBlock(skipped, { paint }) {
    if (skipped.length === 0)
        return [];
    const lines = skipped.length <= FEW_SKIPPED
        ? skipped.map(({ path, reason }) => `  ${printable(path)}: ${printable(reason)}`)
        : byReason(skipped).map(([reason, paths]) => {
            const more = paths.length > EXAMPLES ? ` and ${paths.length - EXAMPLES} more` : "";
            return `  ${counted(paths.length, "file")}: ${reason} (${paths.slice(0, EXAMPLES).join(", ")}${more})`;
        });
    return [[paint("bold", "Skipped"), ...lines]];
}
function countLine({ summary, skipped }, paint) {
    const { errors, warnings, notes, stacks, filesChecked, filesSkipped } = summary;
    const problems = [
        errors > 0 ? paint("red", counted(errors, "error")) : "",
        warnings > 0 ? paint("yellow", counted(warnings, "warning")) : "",
        notes > 0 ? paint("cyan", counted(notes, "note")) : "",
    ].filter((text) => text !== "");
    const reasons = byReason(skipped);
    const listed = reasons.length === 1
        ? (reasons[0]?.[0] ?? "")
        : reasons.map(([reason, paths]) => `${paths.length} ${reason}`).join(", ");
    const why = listed !== "" && listed.length <= SHORT_REASONS ? `: ${listed}` : "";
    const files = `${counted(filesChecked, "file")} checked${filesSkipped > 0 ? `, ${filesSkipped} skipped${why}` : ""}`;
    const found = problems.length > 0 ? problems.join(", ") : paint("green", "0 problems");
    return `${found} in ${counted(stacks, "stack")} (${files})`;
}
function counted(count, noun) {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

;// CONCATENATED MODULE: ./build/src/source/walk.js



const YAML = /\.ya?ml$/i;
const walk_NAMED = /compose|stack/i;
/**
 * The stack files below a folder. Links to folders are not followed, so there is no loop and no way out
 * of the folder; hidden folders and `node_modules` are left out.
 */
function findStackFiles(folder, options) {
    const files = [];
    const problems = [];
    let yamlFiles = 0;
    const pending = [""];
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
        let entries;
        try {
            entries = (0,external_node_fs_namespaceObject.readdirSync)((0,external_node_path_namespaceObject.join)(folder, path), { withFileTypes: true });
        }
        catch (error) {
            problems.push({ path, problem: plainProblem(error) });
            continue;
        }
        for (const entry of entries) {
            const inner = path === "" ? entry.name : `${path}/${entry.name}`;
            const hidden = entry.name.startsWith(".");
            if (entry.isDirectory()) {
                if (!hidden && entry.name !== "node_modules")
                    pending.push(inner);
            }
            else if (YAML.test(entry.name) && isPlainFile(entry, (0,external_node_path_namespaceObject.join)(folder, inner))) {
                yamlFiles++;
                if (walk_NAMED.test(entry.name))
                    files.push(inner);
                // Hidden files such as `.gitlab-ci.yml` have a `services:` of another kind.
                else if (!hidden) {
                    const read = readBytes((0,external_node_path_namespaceObject.join)(folder, inner), options);
                    if ("bytes" in read) {
                        if (hasServices(read.bytes))
                            files.push(inner);
                    }
                    else if (!read.problem.tooLarge)
                        problems.push({ path: inner, problem: read.problem });
                }
            }
        }
    }
    return { files: files.sort(), yamlFiles, problems };
}
function isPlainFile(entry, path) {
    if (!entry.isSymbolicLink())
        return entry.isFile();
    try {
        return (0,external_node_fs_namespaceObject.statSync)(path).isFile();
    }
    catch {
        // A link that leads nowhere is no file.
        return false;
    }
}
/** Whether a line starts with the key `services`, which is cheaper to see than to parse. */
function hasServices(bytes) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    return /^(?:\xEF\xBB\xBF)?["']?services["']?[ \t]*:/m.test(text);
}

;// CONCATENATED MODULE: ./build/src/cli/inputs.js






const STDIN = "<stdin>";
/** An operand or an option's value as an input. */
function inputFor(given, { stdinFilename }, io) {
    if (given === "")
        throw new UsageError("a path is empty", "is a variable of the shell not set?");
    const stdin = given === "-";
    const name = stdin ? (stdinFilename ?? STDIN) : given;
    const slashed = external_node_path_namespaceObject.sep === "\\" ? name.replaceAll("\\", "/") : name;
    return { display: slashed.replace(/^(?:\.\/+)+(?=.)/, ""), path: (0,external_node_path_namespaceObject.resolve)(io.cwd, name), stdin };
}
/** What to check: each entry is one stack. What cannot be found is complained about and left out. */
function stacksToCheck(args, io, complaints) {
    const together = args.stack.map((given) => inputFor(given, args, io));
    const operands = args.operands.length > 0 || together.length > 0 ? args.operands : ["."];
    const stacks = together.length > 0 ? [together] : [];
    const taken = new Set(together.map(({ path }) => path));
    for (const given of operands) {
        const input = inputFor(given, args, io);
        const found = input.stdin ? [input] : filesAt(input, given, args, complaints);
        for (const file of found) {
            if (taken.has(file.path))
                continue;
            taken.add(file.path);
            stacks.push([file]);
        }
    }
    refuseSecondStdin(stacks.flat());
    return stacks;
}
/** Standard input ends once. */
function refuseSecondStdin(inputs) {
    if (inputs.filter(({ stdin }) => stdin).length > 1) {
        throw new UsageError("standard input can be read only once", "write `-` once");
    }
}
function filesAt(input, given, args, complaints) {
    try {
        if (!(0,external_node_fs_namespaceObject.statSync)(input.path).isDirectory())
            return [input];
    }
    catch (error) {
        const { message, help } = plainProblem(error);
        const mistyped = given === args.operands[0] && args.command === "check";
        complaints.add(`${given}: ${message}`, mistyped ? didYouMean(given, COMMANDS, help) : help);
        return [];
    }
    return filesBelow(input, args, complaints);
}
function filesBelow(folder, { maxBytes, allowEmpty }, complaints) {
    const { files, yamlFiles, problems } = findStackFiles(folder.path, { maxBytes });
    const prefix = folder.display === "." ? "" : `${folder.display.replace(/\/+$/, "")}/`;
    for (const { path, problem } of problems) {
        complaints.add(`${path === "" ? folder.display : prefix + path}: ${problem.message}`, problem.help);
    }
    if (files.length === 0 && problems.length === 0 && !allowEmpty) {
        complaints.add(`${folder.display}: there is no stack file in this folder; ${yamlFiles} YAML file${yamlFiles === 1 ? "" : "s"} found, and none has \`compose\` or \`stack\` in its name or a top-level \`services:\``, "name the files, or write `--allow-empty` if this is fine");
    }
    return files.map((path) => ({ display: prefix + path, path: (0,external_node_path_namespaceObject.resolve)(folder.path, path), stdin: false }));
}
/** Reads an input, wherever it comes from. */
async function readInput(input, { maxBytes }, io) {
    if (!input.stdin)
        return readStackFile(input.path, input.display, { maxBytes });
    return fileOf(await io.readStdin(maxBytes), input.display, { maxBytes });
}
/** The folder that relative paths of a stack mean: that of its first file. */
function workingDirectory(stack, io) {
    const first = stack[0];
    return first === undefined ? io.cwd : (0,external_node_path_namespaceObject.dirname)(first.path);
}

;// CONCATENATED MODULE: ./build/src/cli/messages.js


/** What stands in the way of a complete answer, told on standard error. */
class Complaints {
    #io;
    #count = 0;
    constructor(io) {
        this.#io = io;
    }
    /** Says what is wrong and what to do. */
    add(message, help) {
        this.#count++;
        this.#io.stderr(`${PROGRAM}: ${printable(message)}\n  = help: ${printable(help)}\n`);
    }
    get any() {
        return this.#count > 0;
    }
}
/** A failure of the program itself, with what a report of the bug needs. */
function reportBug(error, during, io) {
    const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
    const lines = stack.split("\n").map(printable).join("\n");
    io.stderr(`${PROGRAM}: internal error while ${printable(during)}; please report this bug with the lines below and, if you can, the file\n${lines}\n`);
}

;// CONCATENATED MODULE: ./build/src/cli/progress.js


const PATIENCE = 1000;
const INTERVAL = 100;
/** Tells a waiting person how far a long run has come; nothing where nobody sits. */
class Progress {
    #io;
    #total;
    #started;
    #written;
    constructor(total, io) {
        this.#io = io;
        this.#total = total;
        this.#started = io.now();
    }
    /** The `done`-th stack is about to be checked. */
    step(done, name) {
        if (!this.#io.stderrIsTerminal)
            return;
        const now = this.#io.now();
        if (now - this.#started < PATIENCE || now - (this.#written ?? 0) < INTERVAL)
            return;
        this.#written = now;
        const line = cropped(`checking ${done} of ${this.#total}  ${printable(name)}`, (this.#io.stderrColumns ?? 80) - 1);
        this.#io.stderr(`\r\u001b[2K${line}`);
    }
    /** Takes the line away again. */
    end() {
        if (this.#written !== undefined)
            this.#io.stderr("\r\u001b[2K");
        this.#written = undefined;
    }
}

;// CONCATENATED MODULE: ./build/src/cli/terminal.js
/** Whether a stream gets colours. */
function usesColor({ color }, env, isTerminal) {
    return color ?? (isTerminal && !env.NO_COLOR && env.TERM !== "dumb");
}

;// CONCATENATED MODULE: ./build/src/source/env-file.js


/** Reads variables as `docker run --env-file` does; a name alone takes its value from `environment`. */
function readEnvFile(path, environment) {
    const read = readBytes(path, { maxBytes: DEFAULT_MAX_BYTES });
    if ("problem" in read)
        return read;
    const decoded = decodeText(read.bytes);
    if ("problem" in decoded)
        return decoded;
    return parseEnvFile(decoded.text, environment);
}
/**
 * One `NAME=value` a line. Blanks before a name go, everything behind `=` stays as it is, quotes
 * included. Neither a name nor a value is ever quoted in a message: it may be a secret.
 */
function parseEnvFile(text, environment) {
    const variables = new Map();
    const lines = text.replace(/^\uFEFF/, "").split("\n");
    for (const [index, raw] of lines.entries()) {
        const line = raw.replace(/\r$/, "");
        const start = line.search(/\P{White_Space}/u);
        if (start === -1 || line[start] === "#")
            continue;
        const equals = line.indexOf("=", start);
        const name = line.slice(start, equals === -1 ? line.length : equals);
        const blank = name.search(/[ \t]/);
        if (blank !== -1)
            return problem(index, start + blank, "a variable's name contains a blank");
        if (name === "")
            return problem(index, start, "there is no variable name before `=`");
        const value = equals === -1 ? environment[name] : line.slice(equals + 1);
        if (value !== undefined)
            variables.set(name, value);
    }
    return { variables };
}
function problem(line, column, what) {
    const help = "write `NAME=value`, without `export` and without blanks around the name";
    return { problem: { message: `line ${line + 1}, column ${column + 1}: ${what}`, help } };
}

;// CONCATENATED MODULE: ./build/src/cli/variables.js



/** Values for `${VARIABLE}`: the environment if asked for, then each file over what came before it. */
function variablesFor({ useEnvironment, envFiles }, io) {
    const variables = new Map();
    if (useEnvironment) {
        for (const [name, value] of Object.entries(io.env))
            if (value !== undefined)
                variables.set(name, value);
    }
    for (const path of envFiles) {
        const read = readEnvFile((0,external_node_path_namespaceObject.resolve)(io.cwd, path), io.env);
        if ("problem" in read)
            throw new UsageError(`--env-file ${path}: ${read.problem.message}`, read.problem.help);
        for (const [name, value] of read.variables)
            variables.set(name, value);
    }
    return variables;
}

;// CONCATENATED MODULE: ./build/src/cli/version.js
/** The version of the program; a test compares it with `package.json`. */
const VERSION = "0.1.0";

;// CONCATENATED MODULE: ./build/src/cli/check.js












/** Checks stacks, prints the reports and returns the exit code. */
async function check(args, io) {
    const complaints = new Complaints(io);
    const variables = variablesFor(args, io);
    const stacks = stacksToCheck(args, io, complaints);
    refuseToOverwrite(stacks.flat(), args, io);
    const progress = new Progress(stacks.length, io);
    const sources = new Map();
    const checked = [];
    let bugs = 0;
    for (const [index, stack] of stacks.entries()) {
        const name = stack.map(({ display }) => display).join(" + ");
        progress.step(index + 1, name);
        const { files, unread } = await read(stack, args, io, complaints);
        for (const file of files)
            sources.set(file.path, file);
        if (unread !== undefined) {
            checked.push(...unread);
            continue;
        }
        const { target, unsetVariables } = args;
        const facts = { nodes: args.nodes, sharedPaths: args.sharedPaths };
        try {
            checked.push(checkStack(files, { target, variables, unsetVariables, facts }));
        }
        catch (error) {
            bugs++;
            progress.end();
            reportBug(error, `checking ${name}`, io);
        }
    }
    progress.end();
    if (stacks.length === 0 && complaints.any)
        return 2;
    const report = buildReport(checked, VERSION);
    writeReports({ report, sources }, args, io, complaints);
    if (report.stacks.length + report.findings.length + bugs === 0 && !complaints.any && !args.allowEmpty) {
        const help = "write `--target swarm` to check skipped files all the same, or `--allow-empty` if this is fine";
        complaints.add("nothing was checked", help);
    }
    if (bugs > 0)
        return 3;
    if (complaints.any)
        return 2;
    return fails(report, args.failOn) ? 1 : 0;
}
/** The files of a stack; `unread` says what became of them when one could not be read. */
async function read(stack, args, io, complaints) {
    const files = [];
    const unread = [];
    for (const input of stack) {
        const result = await readInput(input, args, io);
        if ("file" in result)
            files.push(result.file);
        else if (result.problem.missing)
            complaints.add(`${input.display}: ${result.problem.message}`, result.problem.help);
        else
            unread.push(unreadable(input.display, result.problem.message, result.problem.help));
    }
    if (files.length === stack.length)
        return { files, unread: undefined };
    const skipped = files.map(({ path }) => ({ path, reason: "another file of its stack could not be read" }));
    return { files, unread: [...unread, { findings: [], stack: undefined, skipped, services: 0, mounts: 0, files: 0 }] };
}
function refuseToOverwrite(inputs, { reports }, { cwd }) {
    for (const { path } of reports) {
        if (path === undefined || !inputs.some((input) => !input.stdin && input.path === (0,external_node_path_namespaceObject.resolve)(cwd, path)))
            continue;
        throw new UsageError(`\`--output ${path}\` would overwrite a file that is checked`, "choose another name");
    }
}
function writeReports(result, args, io, complaints) {
    for (const { format, path } of args.reports) {
        if (path === undefined) {
            io.stdout(render(format, result, {
                color: usesColor(args, io.env, io.stdoutIsTerminal),
                quiet: args.quiet,
                columns: io.columns,
            }));
            continue;
        }
        const text = render(format, result, { color: false, quiet: args.quiet, columns: undefined });
        const failure = writeReport(path, text, io);
        if (failure !== undefined)
            complaints.add(`--output ${path}: ${failure}`, "check the path");
    }
}
function render(format, result, options) {
    return format === "json" ? jsonReport(result.report) : textReport(result, options);
}
function fails({ summary }, failOn) {
    if (failOn === "never")
        return false;
    return summary.errors > 0 || (failOn === "warning" && summary.warnings > 0);
}

;// CONCATENATED MODULE: ./build/src/cli/pages.generated.js
const pages = {
};

;// CONCATENATED MODULE: ./build/src/cli/explain.js






/** Prints the page of a rule. */
function explain(args, io) {
    const [rule, extra] = args.operands;
    const list = "`swarm-volume-check rules` lists the rules";
    if (rule === undefined)
        throw new UsageError("`explain` needs the name of a rule", list);
    if (extra !== undefined)
        throw new UsageError("`explain` takes one rule", `leave \`${extra}\` away`);
    const page = Object.hasOwn(pages, rule) ? pages[rule] : undefined;
    if (page === undefined)
        throw new UsageError(`there is no rule \`${rule}\``, didYouMean(rule, Object.keys(pages), list));
    io.stdout(withoutCommands(terminalText(page, io.columns, painter(usesColor(args, io.env, io.stdoutIsTerminal)))));
    return 0;
}
/** Markdown as the rules' pages use it: headings, paragraphs, lists, tables, code. */
function terminalText(markdown, columns, paint) {
    const lines = [];
    let code = false;
    let paragraph = "";
    const flush = () => {
        if (paragraph !== "")
            lines.push(...paragraphLines(paragraph, columns));
        paragraph = "";
    };
    for (const line of withoutComments(markdown).split("\n")) {
        if (/^\s*```/.test(line)) {
            flush();
            code = !code;
        }
        else if (code)
            lines.push(line === "" ? "" : `    ${paint("cyan", line)}`);
        else if (/^#+ /.test(line)) {
            flush();
            lines.push(paint("bold", line.replace(/^#+ /, "")));
        }
        else if (line.trim() === "" || line.startsWith("|")) {
            flush();
            lines.push(line);
        }
        else if (/^\s*(?:[-*]|\d+\.) /.test(line)) {
            flush();
            paragraph = line;
        }
        else
            paragraph = paragraph === "" ? line : `${paragraph} ${line.trim()}`;
    }
    flush();
    return `${lines
        .join("\n")
        .replace(/\n{3,}/g, "\n\n")
        .trim()}\n`;
}
/** A paragraph or list item, wrapped; the lines after an item's first stand below its text. */
function paragraphLines(text, columns) {
    const head = /^\s*(?:[-*]|\d+\.) /.exec(text)?.[0] ?? "";
    const room = columns === undefined ? undefined : Math.max(20, columns - textWidth(head));
    return wrapped(text.slice(head.length), room).map((line, index) => (index === 0 ? head : " ".repeat(head.length)) + line);
}
function withoutComments(markdown) {
    return markdown.replace(/<!--[\s\S]*?-->\n?/g, "");
}

;// CONCATENATED MODULE: ./build/src/cli/help.js


const PAGES = {
    check: {
        usage: [
            "swarm-volume-check [check] [OPTIONS] [PATH...]",
            "swarm-volume-check normalize [OPTIONS] FILE...",
            "swarm-volume-check explain RULE",
            "swarm-volume-check rules [--format json]",
        ],
        about: "Says what happens to the data of every mount when Docker Swarm moves a task. Each PATH is a stack file, a folder to look for stack files in, or - for standard input; without any, the current folder is meant.",
        examples: [
            ["swarm-volume-check", "every stack file below this folder"],
            ["swarm-volume-check stack.yml", "one stack"],
            ["swarm-volume-check --stack base.yml --stack prod.yml", "one stack of two files"],
            ["swarm-volume-check --env-file prod.env --nodes 3 deploy/", "with what you know of the cluster"],
            ["swarm-volume-check --format text --format json --output report.json", "a log and a file"],
            ["docker stack config -c stack.yml | swarm-volume-check -", "standard input"],
        ],
    },
    normalize: {
        usage: ["swarm-volume-check normalize [OPTIONS] FILE..."],
        about: "Prints the volumes of one stack in long form as JSON, as docker stack deploy understands them. Several files are merged in order.",
        examples: [
            ["swarm-volume-check normalize stack.yml", "one file"],
            ["swarm-volume-check normalize --env base.yml prod.yml", "merged, with variables from the environment"],
        ],
    },
    explain: {
        usage: ["swarm-volume-check explain RULE"],
        about: "Prints the page of a rule: what it finds, why, what to do, and examples.",
        examples: [["swarm-volume-check explain local-volume-unpinned", "the page of this rule"]],
    },
    rules: {
        usage: ["swarm-volume-check rules [--format text|json]"],
        about: "Lists every rule with its severity, category and a summary.",
        examples: [
            ["swarm-volume-check rules", "as a table"],
            ["swarm-volume-check rules --format json", "for programs"],
        ],
    },
};
const EXIT_CODES = [
    ["0", "nothing at or above the threshold of --fail-on"],
    ["1", "findings at or above it"],
    ["2", "a wrong call: an option, a path, a file with variables"],
    ["3", "a bug in this program"],
];
const help_DEFAULT_COLUMNS = 100;
/** The help of a command. */
function helpText(command, columns) {
    const { usage, about, examples } = PAGES[command];
    const width = Math.max(40, columns ?? help_DEFAULT_COLUMNS);
    const options = OPTIONS.filter(({ commands }) => commands.includes(command)).map(({ name, short, value, help }) => {
        const head = `${short ? `-${short}, ` : ""}--${name}${value ? ` ${value}` : ""}`;
        return [head, help];
    });
    return `${[
        ...usage.map((line, index) => `${index === 0 ? "Usage: " : "       "}${line}`),
        "",
        ...wrapped(about, width),
        "",
        "Options:",
        ...twoColumns(options, width),
        "",
        "Examples:",
        ...examples.flatMap(([line, does]) => [`  ${line}`, `      ${does}`]),
        ...(command === "check" ? ["", "Exit codes:", ...twoColumns(EXIT_CODES, width)] : []),
    ].join("\n")}\n`;
}
/** Heads on the left and texts on the right, or below a head that is too wide. */
function twoColumns(rows, width) {
    const left = Math.min(31, rows.reduce((widest, [head]) => Math.max(widest, textWidth(head)), 0));
    return rows.flatMap(([head, text]) => {
        const lines = wrapped(text, width - left - 4).map((line) => `${" ".repeat(left + 4)}${line}`);
        if (textWidth(head) > left)
            return [`  ${head}`, ...lines];
        const [first = "", ...others] = lines;
        return [`  ${head}${first.slice(2 + head.length)}`, ...others];
    });
}

;// CONCATENATED MODULE: ./build/src/stack/normalize.js


/** `services.*.volumes` and `volumes` in long form, as `docker stack config` prints them. */
function normalize(stack, options) {
    const services = Object.create(null);
    for (const service of stack.services) {
        const volumes = service.mounts.map((mount) => normalizeMount(mount, options));
        services[service.name] = volumes.length > 0 ? { volumes } : {};
    }
    const volumes = Object.create(null);
    for (const [key, volume] of stack.volumes)
        volumes[key] = normalizeVolume(volume);
    return stack.volumes.size > 0 ? { services, volumes } : { services };
}
/** The normal form of files, or why `docker stack config` refuses them. */
function normalizeFiles(files, options) {
    const stack = readStack(files, options);
    const refused = stack.problems.filter(isRefusedByConfig);
    return { stack, normalized: refused.length > 0 ? undefined : normalize(stack, options), refused };
}
/** What already `docker stack config` refuses; deploy refuses more. */
const CONFIG_REFUSES = new Set([
    "yaml-invalid",
    "file-unreadable",
    "forbidden-key",
    "interpolation-invalid",
    "schema-invalid",
    "unquoted-version",
    "value-invalid",
    "volume-spec-invalid",
    "external-conflict",
]);
/** What is wrong with a mount while its file is read; the rest of `mount-invalid` is deploy's. */
const REFUSED_MOUNT_SUBJECTS = new Set(["volumes source", "volumes subpath"]);
function isRefusedByConfig({ rule, subject }) {
    return CONFIG_REFUSES.has(rule) || (rule === "mount-invalid" && REFUSED_MOUNT_SUBJECTS.has(subject));
}
function normalizeMount(mount, options) {
    const source = mount.source && showUnknown(mount.source.value);
    const { propagation, consistency, tmpfsSize } = mount;
    const bind = propagation ? { propagation } : {};
    const nocopy = mount.nocopy ? { nocopy: true } : {};
    const subpath = mount.subpath?.value ? { subpath: showUnknown(mount.subpath.value) } : {};
    return {
        type: mount.type,
        ...(source ? { source: mount.type === "bind" ? resolveBind(source, options) : source } : {}),
        ...(mount.target.value === "" ? {} : { target: showUnknown(mount.target.value) }),
        ...(mount.readOnly ? { read_only: true } : {}),
        ...(consistency ? { consistency } : {}),
        ...(mount.options.has("bind") ? { bind } : {}),
        ...(mount.options.has("volume") ? { volume: { ...nocopy, ...subpath } } : {}),
        ...(mount.options.has("tmpfs") ? { tmpfs: tmpfsSize ? { size: tmpfsSize } : {} } : {}),
        ...(mount.options.has("cluster") ? { cluster: {} } : {}),
    };
}
const WINDOWS_ABSOLUTE = /^(?:[A-Za-z]:[\\/]|[\\/]{2}[^\\/.][^\\/]*[\\/][^\\/.][^\\/]*[\\/])/;
/** An absolute source stays as written, doubled slashes included; only a joined one is cleaned. */
function resolveBind(source, { workingDirectory, home }) {
    const expanded = source.startsWith("~") && home !== undefined ? home + source.slice(1) : source;
    if (expanded.startsWith("/") || WINDOWS_ABSOLUTE.test(expanded))
        return expanded;
    const parts = [];
    for (const part of `${workingDirectory}/${expanded}`.split("/")) {
        if (part === "..")
            parts.pop();
        else if (part !== "" && part !== ".")
            parts.push(part);
    }
    return `/${parts.join("/")}`;
}
function normalizeVolume(volume) {
    const texts = (map) => Object.fromEntries(Array.from(map, ([name, text]) => [name, showUnknown(text.value)]));
    const { driver, driverOpts, external, extensions, labels } = volume;
    const name = volume.name?.value ?? (external ? volume.key : undefined);
    const spec = extensions.get("x-cluster-spec");
    return {
        ...(name === undefined ? {} : { name: showUnknown(name) }),
        ...(driver ? { driver: showUnknown(driver.value) } : {}),
        ...(driverOpts && driverOpts.size > 0 ? { driver_opts: texts(driverOpts) } : {}),
        ...(external ? { external: true } : {}),
        ...(labels.size > 0 ? { labels: Object.fromEntries(labels) } : {}),
        // Docker keeps the other `x-` keys of a volume only when it is external.
        ...(external ? Object.fromEntries(extensions) : {}),
        ...(spec === undefined ? {} : { "x-cluster-spec": spec }),
    };
}

;// CONCATENATED MODULE: ./build/src/cli/normalize.js










/** Prints the volumes of one stack in long form, or why Docker refuses it. Returns the exit code. */
async function normalize_normalize(args, io) {
    const inputs = args.operands.map((given) => inputFor(given, args, io));
    if (inputs.length === 0)
        throw new UsageError("`normalize` needs a file", "write `swarm-volume-check normalize stack.yml`");
    refuseSecondStdin(inputs);
    const complaints = new Complaints(io);
    const variables = variablesFor(args, io);
    const files = [];
    for (const input of inputs) {
        const result = await readInput(input, args, io);
        if ("file" in result)
            files.push(result.file);
        else
            complaints.add(`${input.display}: ${result.problem.message}`, result.problem.help);
    }
    if (complaints.any)
        return 2;
    const { unsetVariables } = args;
    const { normalized, refused } = normalizeFiles(files, {
        variables,
        unset: unsetVariables,
        workingDirectory: workingDirectory(inputs, io),
        home: io.env.HOME,
    });
    if (normalized !== undefined) {
        io.stdout(`${printableJson(JSON.stringify(normalized, null, 2))}\n`);
        return 0;
    }
    const rules = new Set(refused.map(({ rule }) => rule));
    const facts = { nodes: undefined, sharedPaths: [] };
    const checked = checkStack(files, { target: "swarm", variables, unsetVariables, facts });
    const findings = checked.findings.filter(({ ruleId }) => rules.has(ruleId));
    const report = buildReport([{ ...checked, findings, stack: undefined }], VERSION);
    const sources = new Map(files.map((file) => [file.path, file]));
    const color = usesColor(args, io.env, io.stderrIsTerminal);
    io.stderr(textReport({ report, sources }, { color, quiet: false, columns: io.stderrColumns }));
    return 1;
}

;// CONCATENATED MODULE: ./build/src/cli/rules.js





const rules_STYLES = { error: "red", warning: "yellow", note: "cyan" };
/** Lists every rule. */
function listRules(args, io) {
    const [extra] = args.operands;
    if (extra !== undefined) {
        throw new UsageError(`\`rules\` takes no \`${extra}\``, `\`swarm-volume-check explain ${extra}\` prints one rule`);
    }
    const listed = rules.map(({ id, category, severity, summary }) => ({ id, severity, category, summary }));
    if (args.reports[0]?.format === "json") {
        io.stdout(`${JSON.stringify(listed, null, 2)}\n`);
        return 0;
    }
    const paint = painter(usesColor(args, io.env, io.stdoutIsTerminal));
    const widest = (texts) => texts.reduce((width, text) => Math.max(width, text.length), 0);
    const id = widest(listed.map((rule) => rule.id));
    const severity = widest(listed.map((rule) => rule.severity));
    const category = widest(listed.map((rule) => rule.category));
    const left = id + severity + category + 6;
    const room = io.columns === undefined ? undefined : Math.max(20, io.columns - left);
    for (const rule of listed) {
        const [first, ...others] = wrapped(rule.summary, room);
        const name = padded(rule.id, id);
        const kind = `${paint(rules_STYLES[rule.severity], rule.severity)}${" ".repeat(severity - rule.severity.length)}`;
        io.stdout(`${name}  ${kind}  ${padded(rule.category, category)}  ${first}\n`);
        for (const line of others)
            io.stdout(`${" ".repeat(left)}${line}\n`);
    }
    return 0;
}

;// CONCATENATED MODULE: ./build/src/cli/main.js










/** Runs the command line. Returns the exit code: 0 clean, 1 findings, 2 a wrong call, 3 a bug. */
async function main(argv, io) {
    try {
        return await run(parseArguments(argv), io);
    }
    catch (error) {
        if (error instanceof UsageError) {
            new Complaints(io).add(error.message, error.help);
            return 2;
        }
        reportBug(error, "running", io);
        return 3;
    }
}
function run(args, io) {
    if (args.help) {
        io.stdout(helpText(args.command, io.columns));
        return 0;
    }
    if (args.version) {
        io.stdout(`${PROGRAM} ${VERSION}\n`);
        return 0;
    }
    switch (args.command) {
        case "check":
            return check(args, io);
        case "normalize":
            return normalize_normalize(args, io);
        case "explain":
            return explain(args, io);
        case "rules":
            return listRules(args, io);
    }
}

;// CONCATENATED MODULE: ./build/src/cli.js


main(process.argv.slice(2), processIo()).then((code) => {
    process.exitCode = code;
});

module.exports = __webpack_exports__;
/******/ })()
;