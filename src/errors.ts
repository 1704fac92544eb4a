/** Every error this service throws on purpose; each carries a stable `code`. */

/** The client's request cannot be answered as it is; `expression` names the offending field as a FHIRPath-like path. */
export class RequestError extends Error {
  readonly code:
    | 'invalid'
    | 'required'
    | 'structure'
    | 'value'
    | 'not-found'
    | 'too-long'
    | 'security'
    | 'precondition';
  readonly status: number;
  readonly expression: string | undefined;
  constructor(options: {
    readonly code: RequestError['code'];
    readonly status: number;
    readonly message: string;
    readonly expression?: string;
  }) {
    super(options.message);
    this.name = 'RequestError';
    this.code = options.code;
    this.status = options.status;
    this.expression = options.expression;
  }
}

/** One problem in a file under `cards/`, located so that an editor can jump to it. */
export interface AuthoringProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The cards folder cannot be used; `problems` lists all of them at once. */
export class AuthoringError extends Error {
  readonly code = 'cards-invalid';
  readonly problems: readonly AuthoringProblem[];
  constructor(problems: readonly AuthoringProblem[]) {
    super(problems.map((p) => `${p.file}:${p.line}:${p.column} ${p.message}`).join('\n'));
    this.name = 'AuthoringError';
    this.problems = problems;
  }
}

/** A setting in the environment or the clients file is unusable; `setting` is its name. */
export class SettingError extends Error {
  readonly code = 'setting-invalid';
  readonly setting: string;
  constructor(setting: string, message: string) {
    super(`${setting}: ${message}`);
    this.name = 'SettingError';
    this.setting = setting;
  }
}
