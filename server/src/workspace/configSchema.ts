import { codes } from '#diagnostics/codes.ts';
import { defaultSettings } from '#diagnostics/settings.ts';
import { allowedSeverities, type Setting, type Shape, settingsTable } from './config.ts';

/** The JSON Schema of `secgroup.json` that is published with the extension. */
export function configSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of a folder of security groups',
    type: 'object',
    additionalProperties: false,
    properties: { $schema: { type: 'string' }, ...properties(settingsTable, defaultSettings) },
  };
}

/** The settings lie two levels deep at most, so that this recursion does too. */
function properties(settings: readonly Setting[], defaults: object): Record<string, object> {
  return Object.fromEntries(
    settings.map(({ name, shape, description }) => [
      name,
      { description, ...schemaOf(shape, new Map<string, unknown>(Object.entries(defaults)).get(name)) },
    ]),
  );
}

function schemaOf(shape: Shape, value: unknown): object {
  switch (shape.kind) {
    case 'number':
      return {
        type: shape.nullable ? ['integer', 'null'] : 'integer',
        minimum: shape.least,
        ...(shape.most === undefined ? {} : { maximum: shape.most }),
        default: value,
      };
    case 'numbers':
      return { type: 'array', items: { type: 'integer', minimum: shape.least, maximum: shape.most }, default: value };
    case 'patterns':
      return { type: 'array', items: { type: 'string' }, default: value };
    case 'severities':
      return {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          codes.map(({ code, severity, title }) => [
            code,
            { description: title, enum: allowedSeverities(code), default: severity },
          ]),
        ),
      };
    case 'object':
      return { type: 'object', additionalProperties: false, properties: properties(shape.settings, value as object) };
  }
}
