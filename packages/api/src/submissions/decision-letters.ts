import type { SubmissionTransition } from '@essaim/shared/submissions.ts'
import type { Letter } from './letters.ts'

type About = { title: string | null }

const called = ({ title }: About) => (title ? `« ${title} »` : 'sur une innovation de votre association')

/** What an association is told of a decision on its answer; null where there is nothing to tell. */
export function letterOf(row: About, name: SubmissionTransition, comment: string | undefined): Letter | null {
  if (name === 'request_changes')
    return {
      subject: `À corriger : votre réponse ${called(row)}`,
      paragraphs: [
        `Votre réponse ${called(row)} a été lue. Avant d’aller plus loin, nous vous demandons de la reprendre :`,
        comment ?? '',
        'Chaque point à corriger se lit à sa question. Rien n’est perdu : ouvrez votre réponse, corrigez ou dites pourquoi vous n’y changez rien, puis envoyez-la de nouveau.',
      ],
    }
  if (name === 'reject')
    return {
      subject: `Votre réponse ${called(row)} n’est pas retenue`,
      paragraphs: [
        `Votre réponse ${called(row)} a été lue avec attention. Elle n’est pas retenue pour le répertoire des innovations :`,
        comment ?? '',
        'Ce n’est pas un point final : depuis votre réponse, « Repartir de ces réponses » recopie ce que vous aviez écrit dans un nouveau brouillon, et vous pouvez l’envoyer de nouveau une fois revu.',
      ],
    }
  if (name === 'accept')
    return {
      subject: `Votre réponse ${called(row)} est retenue`,
      paragraphs: [
        `Bonne nouvelle : votre réponse ${called(row)} est retenue. La fédération prépare maintenant sa fiche pour le répertoire des innovations.`,
        'Vous n’avez rien à faire : vous serez prévenus quand elle sera publiée. D’ici là comme après, vous pouvez demander à tout moment que la fiche soit moins diffusée, ou retirée.',
      ],
    }
  return null
}
