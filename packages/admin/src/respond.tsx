import { createRoot } from 'react-dom/client'
import { App } from './respond/app.tsx'
import { chosenLanguage, loadLanguage } from './respond/messages.ts'
import './respond/pages.css'
import './respond/respond.css'

const root = document.getElementById('root')
if (root) void loadLanguage(chosenLanguage()).then((language) => createRoot(root).render(<App language={language} />))
