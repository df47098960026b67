import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import type { Block } from './markdown.js';
import { checkNginx } from './nginx.js';
import type { Workspace } from './workspace.js';

const execute = promisify(execFile);
type Check = (block: Block, workspace: Workspace) => void | Promise<void>;

const CHECKS: Record<string, Check> = { json, jsonc, yaml, yml: yaml, sh: shell, bash: shell, nginx: checkNginx };

export const isChecked = ({ language }: Block): boolean => Object.hasOwn(CHECKS, language);

/** @throws Error with the page and the line, when the block is not what its language says */
export async function check(block: Block, workspace: Workspace): Promise<void> {
  await CHECKS[block.language]?.(block, workspace);
}

function json({ page, line, code }: Block): void {
  try {
    JSON.parse(code);
  } catch (error) {
    throw new Error(`${page}:${line}: ${(error as Error).message}`);
  }
}

function jsonc({ page, line, code }: Block): void {
  const { error } = ts.parseConfigFileTextToJson('block.json', code);
  if (error !== undefined)
    throw new Error(`${page}:${line}: ${ts.flattenDiagnosticMessageText(error.messageText, '\n')}`);
}

function yaml({ page, line, code }: Block): void {
  for (const { errors } of parseAllDocuments(code)) {
    for (const { linePos, message } of errors)
      throw new Error(`${page}:${line + (linePos?.[0].line ?? 1) - 1}: ${message}`);
  }
}

/** The syntax alone: nothing of it is run. */
async function shell({ page, line, code }: Block): Promise<void> {
  try {
    await execute('bash', ['-n', '-c', code]);
  } catch (error) {
    const { stderr } = error as { stderr: string };
    const [, below = '1', message = stderr] = /line (\d+): (.*)/.exec(stderr) ?? [];
    throw new Error(`${page}:${line + Number(below) - 1}: ${message}`);
  }
}
