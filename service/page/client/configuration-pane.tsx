import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Alias, FunctionConfiguration, FunctionFacts } from './lambda-api.ts';
import { useFacts } from './use-facts.ts';
import { useStore } from './use-store.ts';

/** How a function is set up. */
export function ConfigurationPane({ functionName }: { functionName: string | undefined }): JSX.Element {
  const { functions } = useStore();
  const facts = useFacts(functionName);
  return (
    <section class="pane configuration" aria-label="Configuration">
      {functionName === undefined && <p class="empty">Choose one of {functions.length} functions.</p>}
      {facts && <Facts {...facts} />}
    </section>
  );
}

function Facts({ configuration, versions, aliases, urls }: FunctionFacts): JSX.Element {
  const variables = Object.entries(configuration.Environment?.Variables ?? {});
  return (
    <>
      <h2>Settings</h2>
      <dl>
        {settingsOf(configuration).map(([name, value]) => (
          <Setting key={name} name={name}>
            {value}
          </Setting>
        ))}
        {urls.map(({ FunctionUrl, AuthType }) => (
          <Setting key={FunctionUrl} name="URL">
            <a href={FunctionUrl} target="_blank" rel="noreferrer">
              {FunctionUrl}
            </a>{' '}
            ({AuthType})
          </Setting>
        ))}
      </dl>
      <h2>Environment variables</h2>
      {variables.length === 0 && <p class="empty">None.</p>}
      <dl class="variables">
        {variables.map(([name, value]) => (
          <Variable key={name} name={name} value={value} />
        ))}
      </dl>
      <h2>Layers</h2>
      <ul>{configuration.Layers?.map(({ Arn }) => <li key={Arn}>{Arn}</li>) ?? <li class="empty">None.</li>}</ul>
      <h2>Versions</h2>
      <ul>
        {versions.map((version) => (
          <li key={String(version.Version)}>{versionText(version)}</li>
        ))}
      </ul>
      <h2>Aliases</h2>
      {aliases.length === 0 && <p class="empty">None.</p>}
      <ul>
        {aliases.map((alias) => (
          <li key={alias.Name}>{aliasText(alias)}</li>
        ))}
      </ul>
    </>
  );
}

function Setting({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Variable({ name, value }: { name: string; value: string }): JSX.Element {
  const [isShown, setShown] = useState(false);
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <button
          type="button"
          class="secret"
          aria-label={`Value of ${name}`}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? value : '••••••••  show'}
        </button>
      </dd>
    </>
  );
}

function settingsOf(configuration: FunctionConfiguration): readonly (readonly [string, string])[] {
  const of = (value: unknown, unit = ''): string => (value === undefined ? '' : `${value}${unit}`);
  const { EphemeralStorage, LoggingConfig, SnapStart, DeadLetterConfig } = configuration as Record<
    string,
    Record<string, unknown> | undefined
  >;
  const settings = [
    ['Memory', of(configuration.MemorySize, ' MB')],
    ['Timeout', of(configuration.Timeout, ' s')],
    ['Handler', of(configuration.Handler)],
    ['Runtime', of(configuration.Runtime)],
    ['Architectures', of(configuration.Architectures)],
    ['Storage in /tmp', of(EphemeralStorage?.Size, ' MB')],
    ['Log format', of(LoggingConfig?.LogFormat)],
    ['SnapStart', of(SnapStart?.ApplyOn)],
    ['Dead letters', of(DeadLetterConfig?.TargetArn)],
    ['State', of(configuration.State)],
    ['Code', of(configuration.CodeSize, ' bytes')],
    ['Last modified', of(configuration.LastModified)],
    ['ARN', of(configuration.FunctionArn)],
  ] as const;
  return settings.filter(([, value]) => value !== '');
}

function versionText({ Version, Description }: FunctionConfiguration): string {
  return Description ? `${Version}: ${Description}` : String(Version);
}

function aliasText({ Name, FunctionVersion, RoutingConfig, Description }: Alias): string {
  const others = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
  const weights = others.map(([version, weight]) => `, ${Math.round(weight * 100)}% to ${version}`).join('');
  return `${Name} → ${FunctionVersion}${weights}${Description ? `: ${Description}` : ''}`;
}
