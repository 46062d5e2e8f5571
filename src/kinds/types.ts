/**
 * A kind is a value. Everything in which one SageMaker resource differs from another is said here as data; the engine, the AWS
 * side, the CRD generator and the simulator read it and never ask which kind they serve. The only code that a kind may own are its hooks.
 *
 * Member names and paths (`ResourceConfig.KeepAlivePeriodInSeconds`) are the AWS API's; `src/model/names.ts` turns them into the
 * field names of the custom resource.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };
/** One AWS structure as plain JSON: AWS member names, timestamps as RFC 3339 strings. */
export type Fields = { readonly [member: string]: Json };

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly generation: number;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
  /** CR-cased, exactly as the user wrote it. The operator never writes to it. */
  readonly spec: Fields;
  readonly status?: KindStatus;
}

export type ConditionType =
  | 'ACK.Terminal'
  | 'ACK.Recoverable'
  | 'ACK.ResourceSynced'
  | 'Reconciling'
  | 'Stalled'
  | 'Ready'
  | 'ACK.IAMRoleSelected';
export interface Condition {
  readonly type: ConditionType;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration: number;
  readonly lastTransitionTime: string;
}
export interface ResourceMetadata {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
}
/** CR-cased. What is not named here is the kind's own. */
export interface KindStatus {
  readonly ackResourceMetadata?: ResourceMetadata;
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly [field: string]: unknown;
}

/**
 * Where a resource stands, whatever its kind calls it. `busy` moves by itself; `ready` is a live service; `succeeded`, `failed` and
 * `stopped` are the ends of a job (`failed` also a service that only an edit or a deletion can help; a service that is `stopped` stands
 * still, and that is as good as ready). What is `gone` AWS still tells of, and is not there any more.
 */
export type Phase = 'busy' | 'ready' | 'succeeded' | 'failed' | 'stopped' | 'stopping' | 'deleting' | 'gone';

export interface Reason {
  readonly reason: string;
  readonly message: string;
}

/** One AWS API as a value, and the group in which Kubernetes serves its kinds. */
export interface ServiceDescriptor {
  /** As AWS's SDKs and endpoints call it. */
  readonly id: 'sagemaker' | 'application-autoscaling' | 'greengrassv2';
  /** What people call it, in messages: «created TrainingJob x in SageMaker». */
  readonly title: string;
  /** API group of its kinds: the incumbent's. */
  readonly group: string;
  readonly version: 'v1alpha1';
  /** Category of its kinds for kubectl: `kubectl get sagemaker`. */
  readonly category: string;
  /** AWS's API reference: where its pages are, and what the anchors on them begin with. */
  readonly docs: { readonly base: string; readonly anchor: string };
  readonly tags: TagRule;
}
/** How a service takes, tells and drops tags. */
export interface TagRule {
  /** Member of Create's input that takes them. */
  readonly member: string;
  /** `list`: of Key and Value; `map`: of keys to values. */
  readonly form: 'list' | 'map';
  readonly list: { readonly operation: string; readonly arn: string };
  readonly set: { readonly operation: string; readonly arn: string };
  readonly remove: { readonly operation: string; readonly arn: string; readonly keys: string };
}

export interface KindDescriptor {
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly service: ServiceDescriptor;
  /** A job runs at most once per object: gone from AWS, it is never started again. A service is kept alive: gone, it is made again. */
  readonly lifetime: 'job' | 'service';
  /** Absent where the API knows no name that the caller chooses. */
  readonly name?: NameRule;
  /** Where the name is not enough, or there is none: what AWS gives at Create. Status keeps it. */
  readonly id?: IdRule;
  /** Members of the spec that address the resource together with its name, in every operation that takes them: an app's domain and user. */
  readonly beside?: readonly string[];
  /** The member of Describe's output that holds the ARN. Where Create calls it otherwise, a Describe follows. */
  readonly arnMember: string;
  /** Where no operation tells the ARN: how it is made. `arnMember` is then a name of ours, by which it is known like any other. */
  readonly arnFrom?: ArnRule;
  /** Member of Create's input by which a repeated Create comes to the same resource. It is filled from the object's uid where the spec is silent. */
  readonly token?: string;
  /** Create also overwrites what is there, instead of refusing: so it is looked for first. */
  readonly upserts?: true;
  /** A resource that has this member set takes no tags of its own, although Create would. */
  readonly untaggedWith?: string;
  readonly operations: {
    readonly create: string;
    readonly describe: string;
    readonly stop?: string;
    /** Brings a service that was stopped back into service. */
    readonly start?: string;
    /** Absent for jobs: their record in AWS is kept. */
    readonly delete?: string;
    /** Lets one List replace a Describe per object. */
    readonly list?: ListRule;
  };
  /** Where Describe's output holds the record, or facts of it, when that is not the output itself. */
  readonly record?: RecordRule;
  readonly updates: readonly UpdateRule[];
  /** Absent for a kind that is done as soon as Create returns and gone as soon as Delete returns (Model, EndpointConfig). */
  readonly statuses?: StatusRule;
  /** What «not found» looks like on Describe, Stop and Delete. */
  readonly absent: readonly ErrorMatch[];
  /** What «the name is taken» looks like on Create, besides the codes that all kinds share. */
  readonly taken: readonly ErrorMatch[];
  /** Members by which the spec names other resources, that may be objects beside it. */
  readonly references: readonly Reference[];
  readonly crd: CrdRule;
  /** Members of Describe's output (or made by `hooks.enrich`) that are mirrored into status. */
  readonly status: readonly StatusMember[];
  /** A service that AWS changes or deletes only while it stands still: the operator stops it, and after a change starts it again. */
  readonly standstill?: StandstillRule;
  /** Work that keeps AWS from changing or deleting it: a run of a monitoring schedule. */
  readonly occupied?: OccupiedRule;
  /** Parts that go on after the main status has ended and keep the object unsynced: debugger rules of a finished training job. */
  readonly tails?: readonly Tail[];
  /** Facts that may still change slowly after the end, and are looked at on the settled pace while they hold: a warm pool. */
  readonly lingers?: readonly { readonly path: string; readonly values: readonly string[] }[];
  readonly poll?: Partial<PollRule>;
  /** What its program writes, and where CloudWatch keeps it. */
  readonly logs?: LogRule;
  /** What CloudWatch measures of it. */
  readonly measures?: MeasureRule;
  /** Lists in its status that people read as tables: trials, variants. */
  readonly parts?: readonly PartRule[];
  readonly hooks?: Hooks;
}

export interface LogRule {
  /** With members in braces, as AWS makes it: `/aws/sagemaker/Endpoints/{EndpointName}`. */
  readonly group: string;
  /**
   * Which streams of the group are its own. `folder`: those below the name, one an instance. `stream`: the one of that name. `all`: the
   * group is its own.
   */
  readonly form: 'folder' | 'stream' | 'all';
  /** Member that holds the name. Absent with `all`. */
  readonly name?: string;
  /** List in status of those that write in its stead, each with a `name` of its own: the trials of a search. */
  readonly of?: string;
}
export interface MeasureRule {
  /** Members of status that tell when it began and ended, and with it what is measured. Absent: it is measured as long as it is there. */
  readonly span?: { readonly from: string; readonly until: string };
  readonly sets: readonly MeasureSet[];
}
/** Metrics that CloudWatch files alike. */
export interface MeasureSet {
  readonly namespace: string;
  /** With members in braces, and `{each}` for what `each` tells. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Each has a curve of its own: instances by their number from 1 on, or the elements of a list by what one member holds. */
  readonly each?: { readonly count: string; readonly label: string } | { readonly list: string; readonly member: string };
  /** Metrics that AWS names, or the paths at which the object names its own. */
  readonly metrics: readonly Metric[] | { readonly namedAt: readonly string[] };
}
export interface Metric {
  readonly name: string;
  /** How the measurements of one period become one: of what is counted the sum. */
  readonly statistic: 'Average' | 'Sum';
  /** CloudWatch's word for it. */
  readonly unit?: 'Percent' | 'Microseconds';
}
export interface PartRule {
  /** Path of the list in status. */
  readonly list: string;
  readonly title: string;
  /** Paths within an element. */
  readonly columns: readonly { readonly name: string; readonly path: string }[];
  /** The best first: by what, and the path in the spec that tells which way; the first path that has a value counts. */
  readonly rank?: { readonly by: string; readonly order: readonly string[]; readonly ascending: string };
  /** What they are ranked by is worth a picture: in the order of a moment, and against each entry of a map. */
  readonly plot?: { readonly when: string; readonly against: string };
}

export interface NameRule {
  readonly member: string;
  readonly maxLength: number;
  /** `false`: where the spec gives none, there is none. Else a name is derived from the object. */
  readonly derived?: false;
}
export interface IdRule {
  /** Member that addresses the resource; an operation that lacks it is told the ARN, by the member that holds it in Describe. */
  readonly member: string;
  /** Where it is: the ARN itself, what follows its last slash, or a member of Create's output of the same name. */
  readonly from: 'arn' | 'arnTail' | 'output';
  /** How AWS makes the resource part of the ARN, where it holds more than the id: `image-version/{ImageName}/{Version}`. */
  readonly arn?: string;
  /** What else stands for it where others name it, of members of its status: `{componentName}={componentVersion}`. */
  readonly alias?: string;
  /** How to find the resource when status was lost, by its name; its tags then tell whose it is. */
  readonly find?: { readonly operation: string; readonly items: string };
}
/** An ARN in the partition, the region and the account of another. */
export interface ArnRule {
  /** Members that hold another, of Describe's output and of what Create is told or tells: the first that does. AWS's own before the user's. */
  readonly like: readonly string[];
  /** As ARNs call it: `greengrass`. */
  readonly service: string;
  /** With members of Create's and Describe's output in braces: `deployments:{deploymentId}`. */
  readonly resource: string;
}
export interface RecordRule {
  /** Member of the output. A list: its first element; without one there is no such resource. The output itself when absent. */
  readonly in?: string;
  /** Facts that other kinds tell at the top: the name by which they are known, and the path at which this record tells them. */
  readonly lifts?: Readonly<Record<string, string>>;
  /** Members of the input that take a list, and the member of the address that is its one element. */
  readonly by?: Readonly<Record<string, string>>;
}
export interface StandstillRule {
  readonly for: readonly ('update' | 'delete')[];
  /** Status member that remembers that it was the operator who stopped it, and how far the change has come. None is needed to delete. */
  readonly remembers?: string;
}

export interface OccupiedRule {
  /** Member that tells how the work stands. */
  readonly path: string;
  /** While it is one of these, both have to wait. */
  readonly values: readonly string[];
  /** What to call the work in the message: `Monitoring Job`. */
  readonly label: string;
}

export interface StatusRule {
  /** Member of the record and of the List summary that holds the status. */
  readonly member: string;
  readonly phases: Readonly<Record<string, Phase>>;
  /** What the status is as soon as Create has returned: AWS documents it, so no Describe is spent to learn it. */
  readonly initial: string;
  /** Path of AWS's own words for what failed. */
  readonly reasonMember?: string;
}
export interface ListRule {
  readonly operation: string;
  /** Member of the output that holds the summaries. */
  readonly items: string;
  /** Members that the summary tells as truly as Describe does. */
  readonly carries: readonly string[];
  /** The API's words for «newest first», where they are not CreationTime and Descending. */
  readonly newestFirst?: Fields;
  /** `end`: a summary is enough until the phase leaves busy. `move`: every change of a carried member asks for a Describe. */
  readonly detail: 'end' | 'move';
}
export interface UpdateRule {
  readonly operation: string;
  /** Paths whose value in the spec, where set, must be AWS's: a difference calls for the operation. */
  readonly watches: readonly string[];
  /** Paths sent with the call, where set; those that are watched when absent. */
  readonly sends?: readonly string[];
  /** Watched paths that Describe calls otherwise. */
  readonly reads?: Readonly<Record<string, string>>;
  /** Sent paths that the operation calls otherwise. */
  readonly writes?: Readonly<Record<string, string>>;
  /** Watched paths that hold JSON as text: compared as what they mean. */
  readonly documents?: readonly string[];
  /**
   * Watched paths that others may change in AWS, such as counts that an autoscaler sets, or that AWS never tells, such as a secret:
   * only an edit of the spec calls for the operation, and without one they are not sent along with others. `remembers` tells what the
   * spec was.
   */
  readonly edited?: readonly string[];
  /**
   * Watched lists to which the operation only ever adds, and the member that tells their elements apart: what AWS lacks is sent, and
   * nothing else. The order has no meaning, and what AWS has beyond the spec is left alone.
   */
  readonly grows?: Readonly<Record<string, string>>;
  /** Watched maps that the spec means as a whole, and the member by which the operation takes away the keys that it no longer has. */
  readonly drops?: Readonly<Record<string, string>>;
  /** Sent where the spec does not say. */
  readonly defaults?: Fields;
  readonly onlyIn: readonly Phase[];
  /** Watched paths that the user took out of the spec while AWS still has them, and what to send to undo them. */
  readonly whenRemoved?: readonly {
    readonly path: string;
    readonly while?: { readonly path: string; readonly value: string };
    readonly send: Fields;
  }[];
  /** The status that AWS takes at once, shown without waiting for the next look. */
  readonly becomes?: string;
  /**
   * Annotation that remembers what was last asked for, as the incumbent's does: the value of a path, or without one the spec as JSON. A
   * spec that is remembered and failed is not sent again: only an edit of it is.
   */
  readonly remembers?: { readonly annotation: string; readonly path?: string };
}
/** A member by which the spec names another resource, that may be an object beside it: by its value, or by `<field>Ref: {from: {name}}`. */
export interface Reference {
  /** Path in the create input; `[]` steps into each element: `Containers[].ModelPackageName`. Several kinds may stand for one path. */
  readonly path: string;
  readonly to: string;
  /** What of that resource it is: its name when absent. A path is one in its status. */
  readonly take?: 'arn' | { readonly status: string };
  /** Regular expression whose first group is the name, where the value holds more than that. Such a member has no Ref. */
  readonly within?: string;
  /**
   * Where the path leads to a map: what each entry of it names, of the entry's members and its `key`: `{key}={componentVersion}`. Such a
   * member has no Ref.
   */
  readonly each?: string;
  /** Other ends than a good one in which AWS takes it: what a stopped tuning job has found is worth as much. */
  readonly accepts?: readonly Phase[];
}
export interface StatusMember {
  readonly member: string;
  /** The model's shape, where the member is not one of Describe's output. */
  readonly shape?: string;
  /** Plain type, for facts that the operator computes. */
  readonly type?: 'integer' | 'string' | 'boolean';
  /** What a computed fact is, for `kubectl explain`. */
  readonly description?: string;
  /** Lists keep only their last elements: an object must never outgrow etcd's limit. */
  readonly keepLast?: number;
  readonly keepFirst?: number;
}
export interface Tail {
  readonly list: string;
  readonly member: string;
  readonly busy: readonly string[];
  /** What to call it in the condition's message: `DebugRule`. */
  readonly label: string;
  /** The tail does not count while this fact holds. */
  readonly unless?: { readonly path: string; readonly value: string };
}
export interface PollRule {
  /** Milliseconds between looks at one busy object, where no List serves it. */
  readonly busyMs: number;
  /** Milliseconds between looks at a settled service, for drift. */
  readonly settledMs: number;
}
export interface ErrorMatch {
  readonly code: string;
  readonly messagePrefix?: string;
  readonly messageSuffix?: string;
}

/** What the CRD says beyond the model. */
export interface CrdRule {
  /**
   * Paths of the spec that may change after creation; everything else is immutable once the resource exists. What updates watch and send
   * when absent. `Tags` always may.
   */
  readonly mutable?: readonly string[];
  /** Members that the model calls optional and without which Create never succeeds. */
  readonly required?: readonly string[];
  /** Create members that are not offered in the spec. */
  readonly omits?: readonly string[];
  /** Spec members taken from another operation's input: they are sent with that operation only, be it an update, a stop or a deletion. */
  readonly extra?: readonly { readonly shape: string; readonly member: string }[];
  /** Further CEL rules on the spec, in CR names. */
  readonly rules?: readonly CelRule[];
  readonly columns: readonly Column[];
}
export interface CelRule {
  /**
   * CEL over `self`, the spec (or the value at `path`). `isSet(self.x)`: there and neither "", [] nor {}, which count as unset; or its
   * Ref is there.
   */
  readonly rule: string;
  readonly message: string;
  /** Path of AWS members to the node that carries the rule; the spec itself when absent. */
  readonly path?: string;
  readonly reason?: 'FieldValueInvalid' | 'FieldValueRequired' | 'FieldValueForbidden' | 'FieldValueDuplicate';
  /** Path of CR fields, relative to the node, that the apiserver names in its answer. */
  readonly fieldPath?: string;
}
export interface Column {
  readonly name: string;
  /** JSON path below the object, in CR names: `.status.trainingJobStatus`. */
  readonly path: string;
  readonly type: 'string' | 'integer' | 'number' | 'date' | 'boolean';
  /** 1: only in `-o wide`. */
  readonly priority?: 0 | 1;
}

/** One AWS call, for hooks that look further. */
export type Call = (operation: string, input: Fields) => Promise<Fields>;

export interface UpdateContext {
  readonly object: KubeObject;
  /** What the spec asks for: the create input. */
  readonly desired: Fields;
  /** Describe's output. */
  readonly remote: Fields;
  /** Paths that differ. */
  readonly drift: readonly string[];
}
/** Why an update is not sent. `wait`: AWS will allow it later. `stall`: only an edit of the spec can help. */
export type Block = Reason & { readonly how: 'wait' | 'stall' };

export interface Hooks {
  /** Holds back an update that AWS would refuse, or that failed before. Pure. */
  readonly guard?: (context: UpdateContext) => Block | undefined;
  /** Reshapes the input of an update, a stop or a deletion. Pure. */
  readonly shape?: (operation: string, input: Fields, context: UpdateContext) => Fields;
  /** Adds facts to what Describe said: computed ones, or ones that another call knows. Of several, one that fails spoils no other. */
  readonly enrich?: Enrich | readonly Enrich[];
}
export type Enrich = (remote: Fields, call: Call) => Promise<Fields>;
