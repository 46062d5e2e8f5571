/** What the examples use of Argo's Workflow. */
export interface Workflow {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly generateName: string };
  readonly spec: {
    readonly entrypoint: string;
    readonly arguments: { readonly parameters: readonly Parameter[] };
    readonly templates: readonly Template[];
  };
}

interface Parameter {
  readonly name: string;
  readonly value: string;
}

export interface Template {
  readonly name: string;
  readonly dag?: { readonly tasks: readonly Task[] };
  readonly resource?: ResourceStep;
  readonly retryStrategy?: { readonly limit: string };
  readonly outputs?: {
    readonly parameters: readonly { readonly name: string; readonly valueFrom: { readonly jsonPath: string } }[];
  };
}

export interface Task {
  readonly name: string;
  readonly template: string;
  readonly dependencies?: readonly string[];
  readonly arguments?: { readonly parameters: readonly Parameter[] };
}

export interface ResourceStep {
  readonly action: string;
  readonly setOwnerReference?: boolean;
  readonly successCondition: string;
  readonly failureCondition: string;
  readonly manifest: string;
}
