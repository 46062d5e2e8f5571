/**
 * UpdateProject takes what CreateProject took but for the role of a template, and calls for all of a template even when only a parameter
 * changes.
 */
import type { Fields } from '../types.ts';

const MEMBER = 'TemplateProvidersToUpdate';

export function projectShape(operation: string, input: Fields): Fields {
  const providers = input[MEMBER];
  if (operation !== 'UpdateProject' || !Array.isArray(providers)) return input;
  return { ...input, [MEMBER]: (providers as readonly Fields[]).map(withoutRole) };
}

function withoutRole(provider: Fields): Fields {
  const { RoleARN: _role, ...template } = (provider['CfnTemplateProvider'] ?? {}) as Fields;
  return { ...provider, CfnTemplateProvider: template };
}
