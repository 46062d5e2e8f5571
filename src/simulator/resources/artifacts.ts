import { type JsonObject, text } from '../json.ts';

/**
 * Where a job that writes a model tells that it lies, for it is what other resources take from it. Only members that Describe has:
 * `ModelArtifacts` of what was compiled, `ModelArtifact` of what was packed.
 */
export function artifactsOf(document: JsonObject, described: ReadonlySet<string>): JsonObject {
  const location = text(document, 'OutputConfig.S3OutputLocation')?.replace(/\/*$/, '/');
  if (location === undefined) return {};
  const compiled = { ModelArtifacts: { S3ModelArtifacts: `${location}${stemOf(document)}-${targetOf(document)}.tar.gz` } };
  const packed = {
    ModelArtifact: `${location}${text(document, 'ModelName') ?? ''}-${text(document, 'ModelVersion') ?? ''}.tar.gz`,
  };
  return {
    ...(described.has('ModelArtifacts') ? compiled : {}),
    ...(described.has('ModelArtifact') ? packed : {}),
  };
}

/** `model` of `s3://bucket/model.tar.gz`. */
function stemOf(document: JsonObject): string {
  const file = text(document, 'InputConfig.S3Uri')?.split('/').at(-1) ?? '';
  return file.replace(/\.tar\.gz$/, '') || 'model';
}

/** As Neo has it in the names of its files: a device, or what the platform is made of. */
function targetOf(document: JsonObject): string {
  const platform = ['Os', 'Arch', 'Accelerator'].flatMap((part) => text(document, `OutputConfig.TargetPlatform.${part}`) ?? []);
  return text(document, 'OutputConfig.TargetDevice') ?? platform.join('_');
}
